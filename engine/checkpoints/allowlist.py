"""The allow-list: the globals that a checkpoint may name, and the plain data that stands for what each makes.

Nothing of the module that a global names is imported or run; every function here is ours and checks what it
gets, first of all its type: values of an untrusted file are never hashed, compared or printed before that.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from engine.checkpoints.records import (
    DTYPES,
    MAX_RANK,
    ArrayRecord,
    ArrayType,
    Record,
    RefusedError,
    StorageRecord,
    Symbol,
    TensorRecord,
    check_key,
)
from engine.sentences import Sentence, printable

# Objects beside weights that do no harm, as plain data: settings, paths, times and the like, as training
# programs leave them in checkpoints. An object is a dictionary, a list, or a record of what it was made with.


# Dictionaries whose keys are attributes too. What an object of them has beside its items is not kept.
DICTIONARIES = frozenset(
    {
        "addict.addict.Dict",
        "attrdict.dictionary.AttrDict",
        "dnnlib.util.EasyDict",
        "easydict.EasyDict",
        "fvcore.common.config.CfgNode",
        "mmcv.utils.config.ConfigDict",
        "mmengine.config.config.ConfigDict",
        "munch.Munch",
        "yacs.config.CfgNode",
    }
)

# Kept with what they were made of, and their attributes.
RECORDS = frozenset(
    {
        "argparse.Namespace",
        "types.SimpleNamespace",
        *(
            f"{module}.{name}"
            for module in ("pathlib", "pathlib._local")
            for name in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")
        ),
        *(f"datetime.{name}" for name in ("date", "datetime", "time", "timedelta", "timezone")),
        "builtins.bytearray",
        "builtins.complex",
        "builtins.range",
        "builtins.slice",
        "builtins.xrange",
        "decimal.Decimal",
        "fractions.Fraction",
        "uuid.UUID",
        "uuid.SafeUUID",
    }
)

# Kept as a name alone: their attributes lead back to themselves, from every value to the whole.
NAMES = frozenset(
    {
        *(f"omegaconf.base.{name}" for name in ("ContainerMetadata", "Metadata")),
        "omegaconf.dictconfig.DictConfig",
        "omegaconf.listconfig.ListConfig",
        *(
            f"omegaconf.nodes.{name}Node"
            for name in ("Any", "Boolean", "Bytes", "Enum", "Float", "Integer", "Path", "String")
        ),
    }
)

Nested = Callable[[memoryview], Any] | None
Maker = Callable[[tuple[Any, ...], Nested], Any]

_STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
# Storage class to the type of its numbers.
STORAGES: Mapping[str, str] = {
    **{f"torch.{name}": dtype for name, dtype in _STORAGES.items()},
    **{f"torch.cuda.{name}": dtype for name, dtype in _STORAGES.items()},
    "torch.storage.UntypedStorage": "uint8",
    "torch.UntypedStorage": "uint8",
}

# Classes that only ever serve as a name, never to make something.
_NAMES_ONLY = {
    "torch.Tensor",
    "torch.nn.parameter.Parameter",
    "numpy.ndarray",
    "numpy._core.multiarray.ndarray",
    "typing.Any",
    *(f"builtins.{name}" for name in ("int", "float", "str", "bool", "list", "tuple", "object", "bytes")),
    *(f"torch.{name}" for name in DTYPES),
    *STORAGES,
}

_ORDERS: Mapping[str, Literal["<", ">", "|"]] = {"<": "<", ">": ">", "|": "|"}

_RENAMED = {"__builtin__": "builtins", "copy_reg": "copyreg", "dnnlib": "dnnlib.util"}

# What people are told about globals that famous files hold.
_HINTS = {
    "dnnlib.tflib.": Sentence(
        "it is a pickle of NVIDIA's TensorFlow era; convert it with NVIDIA's legacy.py first"
    ),
    "torch.jit": Sentence("it is a TorchScript program, not a set of weights"),
    "torch.nn.modules.": Sentence("it is a whole network as Python objects; save its state_dict() instead"),
}


_OWN_CODE = Sentence("a class of the program that wrote it; load it there and save its state_dict() instead")
# Whose names tell of an attack, or of a version that is not known, rather than of a program of one's own.
_NOT_OWN = sys.stdlib_module_names | {"__builtin__", "torch", "numpy", "dnnlib", "torch_utils", ""}


def _is_own_code(module: str) -> bool:
    return module.partition(".")[0] not in _NOT_OWN


def find_symbol(module: str, name: str) -> Symbol:
    """The symbol of a global.

    Raises:
        RefusedError: the global is not on the allow-list; the message names it.
    """
    module = _RENAMED.get(module, module)
    if module == "numpy.core" or module.startswith("numpy.core."):
        module = "numpy._core" + module.removeprefix("numpy.core")
    full = f"{module}.{name}"
    if full in _MAKERS or full in _NAMES_ONLY:
        return Symbol(full)
    shown = printable(full, 80)
    hint = next((text for prefix, text in _HINTS.items() if full.startswith(prefix)), None)
    if hint is None and _is_own_code(module):
        hint = _OWN_CODE
    if hint is None:
        raise RefusedError("it asks for '{name}', which is code", name=shown)
    raise RefusedError("it asks for '{name}', which is code: {hint}", name=shown, hint=hint)


def make_object(name: str, arguments: tuple[Any, ...], nested: Nested) -> Any:
    """What stands for the object that the global `name` would make of the arguments.

    Raises:
        RefusedError: the global makes nothing, or not of such arguments.
    """
    maker = _MAKERS.get(name)
    if maker is None:
        raise RefusedError("it calls '{name}', which makes no data", name=name)
    try:
        return maker(arguments, nested)
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise RefusedError("it makes a '{name}' of things that do not fit", name=name) from error


def build_object(target: Any, state: Any) -> None:
    """Give an object its state, as its class's `__setstate__` would.

    Dictionaries and lists, which stand for objects of many classes, have none worth keeping.

    Raises:
        RefusedError: such an object has no state.
    """
    if isinstance(target, Record) and target.class_name in NAMES:
        return
    if isinstance(target, Record) and target.state is None:
        target.state = state
    elif isinstance(target, ArrayType) and isinstance(state, tuple) and len(state) > 1:
        if not isinstance(state[1], str) or state[1] not in _ORDERS:
            raise RefusedError("it holds numbers in an unknown order")
        target.order = _ORDERS[state[1]]
    elif isinstance(target, ArrayRecord) and target.array is None and isinstance(state, tuple):
        shape, kind, by_columns, content = state[-4:]
        target.array = _array(shape, kind, content, by_columns=by_columns is True or by_columns == 1)
    elif not isinstance(target, dict | list):
        raise RefusedError("it changes the state of something that has none")


def _array(shape: Any, kind: Any, content: Any, *, by_columns: bool) -> np.ndarray[Any, Any]:
    if not isinstance(kind, ArrayType) or not isinstance(shape, tuple) or len(shape) > MAX_RANK:
        raise RefusedError("it holds an array of things that are no numbers")
    if any(type(side) is not int or not 0 <= side < 2**48 for side in shape):
        raise RefusedError("it holds an array of impossible shape")
    raw = content.encode("latin-1") if isinstance(content, str) else content
    if not isinstance(raw, bytes | memoryview) or len(raw) != math.prod(shape) * kind.dtype.itemsize:
        raise RefusedError("it holds an array whose content does not fit its shape")
    array = np.frombuffer(raw, kind.dtype).reshape(shape, order="F" if by_columns else "C")
    array.flags.writeable = False
    return array


def _dictionary(arguments: tuple[Any, ...], _: Nested) -> dict[Any, Any]:
    given = [value for value in arguments if not isinstance(value, Symbol)]
    if len(given) > 1:
        raise TypeError
    items = given[0].items() if given and isinstance(given[0], dict) else given[0] if given else []
    if not isinstance(items, list | tuple) and not (given and isinstance(given[0], dict)):
        raise TypeError
    made = {}
    for pair in items:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise TypeError
        made[check_key(pair[0])] = pair[1]
    return made


def _set(arguments: tuple[Any, ...], _: Nested) -> set[Any]:
    (items,) = arguments or ([],)
    if not isinstance(items, list | tuple | set | frozenset):
        raise TypeError
    return {check_key(item) for item in items}


def _encoded(arguments: tuple[Any, ...], _: Nested) -> bytes:
    text, encoding = arguments
    if encoding not in ("latin1", "latin-1") or not isinstance(text, str):
        raise TypeError
    return text.encode("latin-1")


def _tensor(arguments: tuple[Any, ...], _: Nested) -> TensorRecord:
    storage, offset, shape, strides, *_others = arguments
    if (
        not isinstance(storage, StorageRecord)
        or not isinstance(shape, tuple)
        or not isinstance(strides, tuple)
    ):
        raise TypeError
    return TensorRecord(storage, offset, shape, strides)


def _parameter(arguments: tuple[Any, ...], _: Nested) -> TensorRecord:
    tensor = arguments[0]
    if not isinstance(tensor, TensorRecord):
        raise TypeError
    return tensor


def _tensor_of_a_type(arguments: tuple[Any, ...], nested: Nested) -> TensorRecord:
    maker, kind, given, _state = arguments
    if not isinstance(maker, Symbol) or maker.name != "torch._utils._rebuild_tensor_v2":
        raise TypeError
    if not isinstance(kind, Symbol) or kind.name not in ("torch.Tensor", "torch.nn.parameter.Parameter"):
        raise TypeError
    return _tensor(given, nested)


def _sizes(arguments: tuple[Any, ...], _: Nested) -> tuple[int, ...]:
    (sides,) = arguments
    if not isinstance(sides, tuple | list) or any(type(side) is not int for side in sides):
        raise TypeError
    return tuple(sides)


def _device(arguments: tuple[Any, ...], _: Nested) -> str:
    if not all(isinstance(part, str | int) for part in arguments):
        raise TypeError
    return ":".join(str(part) for part in arguments)


def _inner_storage(arguments: tuple[Any, ...], nested: Nested) -> Any:
    (content,) = arguments
    if nested is None or not isinstance(content, bytes | memoryview):
        raise TypeError
    return nested(memoryview(content))


def _array_type(arguments: tuple[Any, ...], _: Nested) -> ArrayType:
    code = arguments[0]
    if not isinstance(code, str) or code not in {
        "f2",
        "f4",
        "f8",
        "i1",
        "i2",
        "i4",
        "i8",
        "u1",
        "u2",
        "u4",
        "u8",
        "b1",
    }:
        raise RefusedError("it holds an array of things that are no numbers")
    return ArrayType(code)


def _scalar(arguments: tuple[Any, ...], _: Nested) -> int | float | bool:
    kind, content = arguments
    value: int | float | bool = _array((), kind, content, by_columns=False).item()
    return value


def _array_from_buffer(arguments: tuple[Any, ...], _: Nested) -> ArrayRecord:
    content, kind, shape, order = arguments
    if order not in ("C", "F"):
        raise TypeError
    return ArrayRecord(_array(shape, kind, content, by_columns=order == "F"))


def _persistent(arguments: tuple[Any, ...], _: Nested) -> Record:
    """NVIDIA's persistent objects: class name, arguments, state; the source text is dropped unread."""
    (meta,) = arguments
    if not isinstance(meta, dict) or not isinstance(meta.get("class_name"), str):
        raise TypeError
    state = meta.get("state")
    if not isinstance(state, dict):
        raise TypeError
    kept = {key: value for key, value in meta.items() if key not in ("module_src", "state")}
    return Record(meta["class_name"][:80], (kept,), state)


def _list(arguments: tuple[Any, ...], _: Nested) -> list[Any]:
    """A deque: its items, if they are given, and its largest length, which is not kept."""
    items, *_others = arguments or ([],)
    if len(arguments) > 2 or not isinstance(items, list | tuple):
        raise TypeError
    return list(items)


def _of_old_protocols(arguments: tuple[Any, ...], nested: Nested) -> Any:
    """An object of a class of Python's own kind, or of a dictionary's, as protocols 0 and 1 write it."""
    kind, base, content = arguments
    if not isinstance(kind, Symbol) or not isinstance(base, Symbol):
        raise TypeError
    if kind.name in DICTIONARIES and base.name == "builtins.dict":
        return _dictionary((content,), nested)
    if kind.name in RECORDS | NAMES and base.name == "builtins.object" and content is None:
        return Record(kind.name)
    raise TypeError


def _plain_record(name: str) -> Maker:
    return lambda arguments, _: Record(name, arguments)


_MAKERS: Mapping[str, Maker] = {
    "collections.OrderedDict": _dictionary,
    "collections.defaultdict": _dictionary,
    "collections.Counter": _dictionary,
    "collections.deque": _list,
    "copyreg._reconstructor": _of_old_protocols,
    "builtins.dict": _dictionary,
    "builtins.set": _set,
    "builtins.frozenset": lambda arguments, nested: frozenset(_set(arguments, nested)),
    "_codecs.encode": _encoded,
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_parameter": _parameter,
    "torch._utils._rebuild_parameter_with_state": _parameter,
    "torch._tensor._rebuild_from_type_v2": _tensor_of_a_type,
    "torch.storage._load_from_bytes": _inner_storage,
    "torch.Size": _sizes,
    "torch.device": _device,
    "numpy.dtype": _array_type,
    "numpy._core.multiarray._reconstruct": lambda arguments, nested: ArrayRecord(),
    "numpy._core.multiarray.scalar": _scalar,
    "numpy._core.numeric._frombuffer": _array_from_buffer,
    "torch_utils.persistence._reconstruct_persistent_obj": _persistent,
    **dict.fromkeys(DICTIONARIES, _dictionary),
    **{name: _plain_record(name) for name in RECORDS | NAMES},
}
