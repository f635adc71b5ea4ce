"""Pickles that attack whoever unpickles them: by code, by size, or by being what no pickler writes."""

import pickle
import struct
from pathlib import Path


def text(value: str) -> bytes:
    """An opcode that pushes a string."""
    return pickle.BINUNICODE + struct.pack("<I", len(value.encode())) + value.encode()


def call(module: str, name: str, *arguments: bytes) -> bytes:
    """Opcodes that call a global with arguments, each given as opcodes."""
    return f"c{module}\n{name}\n".encode() + b"(" + b"".join(arguments) + b"tR"


def stacked(module: str, name: str, *arguments: bytes) -> bytes:
    """The same in the manner of protocol 4."""
    return text(module) + text(name) + b"\x93(" + b"".join(arguments) + b"tR"


def whole(body: bytes) -> bytes:
    """A pickle of protocol 2 with this body."""
    return b"\x80\x02" + body + b"."


def array(shape: bytes, content: bytes, kind: str = "f4") -> bytes:
    """Opcodes of a numpy array."""
    start = call("numpy.core.multiarray", "_reconstruct", b"cnumpy\nndarray\n", b"K\x00\x85", b"U\x01b")
    return (
        start
        + b"(K\x01"
        + shape
        + call("numpy", "dtype", text(kind), b"K\x00", b"K\x01")
        + b"\x89"
        + content
        + b"tb"
    )


def attacks(marker: Path) -> dict[str, bytes]:
    """Pickles that would run something."""
    shell = text(f"touch {marker}")
    python = text(f"open({str(marker)!r}, 'w')")
    path, mode = text(str(marker)), text("w")
    source = text(f"open({str(marker)!r}, 'w').close()\nclass Generator: pass\n")
    inner = (
        b"B" + struct.pack("<I", len(whole(call("os", "system", shell)))) + whole(call("os", "system", shell))
    )
    ordered = b"ccollections\nOrderedDict\n"
    record = (
        b"}("
        + text("type")
        + text("class")
        + text("version")
        + b"K\x06"
        + text("class_name")
        + text("Generator")
    )
    bodies = {
        "os.system": call("os", "system", shell),
        "posix.system": call("posix", "system", shell),
        "nt.system": call("nt", "system", shell),
        "os.popen": call("os", "popen", shell),
        "os.execv": call("os", "execv", shell, b"]"),
        "os.remove": call("os", "remove", path),
        "os.symlink": call("os", "symlink", path, path),
        "subprocess.Popen": call("subprocess", "Popen", b"](" + text("touch") + path + b"e"),
        "subprocess.check_output": call("subprocess", "check_output", b"](" + text("touch") + path + b"e"),
        "pty.spawn": call("pty", "spawn", shell),
        "builtins.eval": call("builtins", "eval", python),
        "builtins.exec": call("builtins", "exec", python),
        "builtins.compile": call("builtins", "compile", python, text("x"), text("exec")),
        "builtins.open": call("builtins", "open", path, mode),
        "Python 2's builtins": call("__builtin__", "eval", python),
        "Python 2's execfile": call("__builtin__", "execfile", path),
        "io.open": call("io", "open", path, mode),
        "builtins.__import__": call("builtins", "__import__", text("os")),
        "importlib": call("importlib", "import_module", text("antigravity")),
        "runpy": call("runpy", "run_path", path),
        "getattr chain": call(
            "builtins", "getattr", call("builtins", "__import__", text("os")), text("system")
        ),
        "getattr of a dictionary": call("builtins", "getattr", b"}", text("__class__")),
        "dotted name": b"ccollections\nOrderedDict.__init__.__globals__\n",
        "dotted name of protocol 4": text("collections") + text("OrderedDict.fromkeys") + b"\x93",
        "operator.attrgetter": call("operator", "attrgetter", text("__globals__")),
        "operator.methodcaller": call("operator", "methodcaller", text("system"), shell),
        "functools.partial": call("functools", "partial", b"cos\nsystem\n", shell),
        "functools.reduce": call("functools", "reduce", b"cos\nsystem\n", b"](" + shell + b"e"),
        "builtins.map": call("builtins", "map", b"cos\nsystem\n", b"](" + shell + b"e"),
        "types.CodeType": call("types", "CodeType", b"K\x00"),
        "types.FunctionType": call("types", "FunctionType", b"N", b"}"),
        "marshal.loads": call("marshal", "loads", b"U\x01\xe3"),
        "pickle.loads": call("pickle", "loads", shell),
        "ctypes": call("ctypes", "CDLL", path),
        "shutil.rmtree": call("shutil", "rmtree", path),
        "pathlib's touch": call("pathlib", "Path.touch", call("pathlib", "PosixPath", path)),
        "webbrowser": call("webbrowser", "open", text("http://127.0.0.1:9/")),
        "socket": call("socket", "create_connection", b"(" + text("127.0.0.1") + b"K\x09t"),
        "code.interact": call("code", "InteractiveInterpreter"),
        "timeit": call("timeit", "timeit", python),
        "pdb.run": call("pdb", "run", python),
        "logging's configuration": call("logging.config", "listen"),
        "torch.hub.load": call("torch.hub", "load", text("someone/repository"), text("model")),
        "torch.load": call("torch", "load", path),
        "torch.serialization.load": call("torch.serialization", "load", path),
        "torch.jit": call("torch.jit", "load", path),
        "torch.ops": call("torch", "ops.load_library", path),
        "torch's extension loader": call("torch.utils.cpp_extension", "load", text("x"), path),
        "torch's file storage": call("torch", "FloatStorage.from_file", path, b"\x88", b"K\x08"),
        "torch's file storage, called": call("torch", "FloatStorage", path),
        "torch.storage._load_from_bytes of a pickle": call("torch.storage", "_load_from_bytes", inner),
        "rebuild with a function": call(
            "torch._utils", "_rebuild_tensor_v2", b"cos\nsystem\n", b"K\x00", b")", b")"
        ),
        "rebuild from another type": call(
            "torch._tensor",
            "_rebuild_from_type_v2",
            b"cbuiltins\nlist\n",
            b"ctorch\nTensor\n",
            b"(" + shell + b"t",
            b"N",
        ),
        "a module of torch": call("torch.nn.modules.container", "Sequential"),
        "a model's own class": call("models.networks", "UnetGenerator"),
        "numpy.load": call("numpy", "load", path),
        "numpy's evaluator": call("numpy.testing._private.utils", "runstring", python, b"}"),
        "numpy.memmap": call("numpy", "memmap", path),
        "numpy array of objects": array(b"K\x01\x85", b"](" + shell + b"e", "O8"),
        "instance of old": b"(" + shell + b"ios\nsystem\n",
        "object of old": b"(cos\nsystem\n" + shell + b"o",
        "protocol 4": stacked("os", "system", shell),
        "protocol 4, split name": stacked("os.path", "os.system", shell),
        "new object": b"cos\nsystem\n(" + shell + b"t\x81",
        "new object with keywords": b"cos\nsystem\n)}(" + text("command") + shell + b"u\x92",
        "call of a result": call("collections", "OrderedDict") + b"(" + shell + b"tR",
        "call of a string": text("os.system") + b"(" + shell + b"tR",
        "call of a type": b"cbuiltins\nstr\n(" + shell + b"tR",
        "nested reduce": call(
            "collections", "OrderedDict", b"](](" + text("a") + call("os", "system", shell) + b"ee"
        ),
        "reduce in a state": call("argparse", "Namespace")
        + b"}("
        + text("x")
        + call("os", "system", shell)
        + b"ub",
        "build on a class": ordered + b"}(" + text("__init__") + python + b"ub",
        "build on a type": b"cbuiltins\nobject\n}(" + text("__reduce__") + python + b"ub",
        "build on a string": text("x") + b"}(" + text("__class__") + python + b"ub",
        "build on a tensor's class": b"ctorch\nTensor\n}(" + text("__del__") + python + b"ub",
        "extension registry": b"\x82\x01",
        "extension registry of two bytes": b"\x83\x01\x00",
        "extension registry of four bytes": b"\x84\x01\x00\x00\x00",
        "persistent text": b"P" + str(marker).encode() + b"\n",
        "persistent path": path + b"Q",
        "persistent module": b"(" + text("module") + ordered + path + source + b"tQ",
        "persistent storage of no class": b"("
        + text("storage")
        + b"cos\nsystem\n"
        + text("0")
        + text("cpu")
        + b"K\x01tQ",
        "source in a persistent class, as a loader": call("torch_utils.persistence", "_module_to_src_dict"),
        "source in a persistent class, run by name": call(
            "torch_utils.persistence", "_src_to_module", source
        ),
        "source in a persistent class, with no state": call(
            "torch_utils.persistence",
            "_reconstruct_persistent_obj",
            record + text("module_src") + source + b"u",
        ),
        "source in a persistent class, as an exec": call(
            "torch_utils.persistence",
            "_reconstruct_persistent_obj",
            record + text("module_src") + source + text("state") + call("builtins", "exec", source) + b"u",
        ),
        "NVIDIA's TensorFlow era": call("dnnlib.tflib.network", "Network"),
        "a call by name of NVIDIA's": call("dnnlib.util", "call_func_by_name", shell),
        "encode with a codec": call("_codecs", "encode", shell, text("rot13")),
        "encode with a module's codec": call("_codecs", "lookup", text("os")),
        "a class method of dict": call("collections", "defaultdict", b"cos\nsystem\n"),
        **_twins(shell),
    }
    return {name: whole(body) for name, body in bodies.items()}


def _twins(shell: bytes) -> dict[str, bytes]:
    """What is called as the harmless objects beside weights are, and would run something all the same."""
    run = call("os", "system", shell)
    state = b"}(" + text("_content") + run + b"ub"
    calls = {
        "a deque": call("collections", "deque", b"](" + run + b"e"),
        "a deque's appending": call("collections", "deque") + b"(" + run + b"e",
        "a deque of a function": call("collections", "deque", b"cos\nsystem\n", shell),
        "a date": call("datetime", "datetime", run),
        "a zone": call("datetime", "timezone", call("datetime", "timedelta", run)),
        "a config": call("omegaconf.dictconfig", "DictConfig") + state,
        "a config's node": call("omegaconf.nodes", "AnyNode", run),
        "a dictionary of attributes": call("easydict", "EasyDict", b"}(" + text("a") + run + b"u"),
        "a namespace": call("argparse", "Namespace", run),
        "a path": call("pathlib", "PosixPath", run),
        "a complex number": call("builtins", "complex", run),
        "an old class": call("copyreg", "_reconstructor", b"cos\nsystem\n", b"cbuiltins\nobject\n", b"N"),
        "an old class of arguments": call(
            "copyreg", "_reconstructor", b"cargparse\nNamespace\n", b"cos\nsystem\n", shell
        ),
        "an old class of a maker": call(
            "copyreg", "_reconstructor", b"c_codecs\nencode\n", b"cbuiltins\nobject\n", b"N"
        ),
    }
    globals_ = {
        "deque's globals": ("collections", "deque.__init__.__globals__"),
        "collections' sys": ("collections", "_sys.modules"),
        "argparse's os": ("argparse", "_os.system"),
        "pathlib's os": ("pathlib", "os.system"),
        "datetime's sys": ("datetime", "sys"),
        "omegaconf's resolvers": ("omegaconf", "OmegaConf.register_new_resolver"),
        "omegaconf's loader": ("omegaconf", "OmegaConf.load"),
        "omegaconf's environment": ("omegaconf.resolvers", "oc.env"),
        "typing's evaluator": ("typing", "_eval_type"),
        "an imported class": ("omegaconf._utils", "_get_obj_type"),
        "yacs' loader": ("yacs.config", "load_cfg"),
        "mmcv's loader": ("mmcv.utils.config", "Config.fromfile"),
        "types' functions": ("types", "DynamicClassAttribute"),
    }
    return {f"{name} that runs": body for name, body in calls.items()} | {
        name: call(module, attribute, shell) for name, (module, attribute) in globals_.items()
    }


def floods() -> dict[str, bytes]:
    """Small pickles that would fill memory or take for ever."""
    pair = b"".join(b"0h" + bytes([n]) + b"h" + bytes([n]) + b"\x86q" + bytes([n + 1]) for n in range(60))
    laughs = text("lol") + b"q\x00" + pair
    dictionary_of_laughs = laughs + b"q\xf00}h\xf0K\x01s"
    set_of_laughs = laughs + b"q\xf00\x8f(h\xf0\x90"
    state = (
        text("x" * 100_000) + b"q\x000" + (call("_codecs", "encode", b"h\x00", text("latin1")) + b"0") * 2000
    )
    items = b"](" + b"K\x01" * 20_000 + b"eq\x000"
    return {
        "a billion laughs as a key": whole(dictionary_of_laughs),
        "a billion laughs in a set": whole(set_of_laughs),
        "a billion laughs as a frozen set": whole(laughs + b"q\xf00(h\xf0\x91"),
        "a billion laughs as a type": whole(laughs + b"q\xf00" + call("numpy", "dtype", b"h\xf0")),
        "deep lists": whole(b"]" * 100_000 + b"a" * 99_999),
        "deep tuples": whole(b")" + b"\x85" * 100_000),
        "deep marks": whole(b"(" * 1_000_000),
        "deep records": whole(b"N" + (b"q\x000" + call("argparse", "Namespace") + b"h\x00b") * 5000),
        "a list in itself": whole(b"]q\x00h\x00a"),
        "a dictionary in itself": whole(b"}q\x00" + text("a") + b"h\x00s"),
        "a record in itself": whole(call("argparse", "Namespace") + b"q\x00}" + text("a") + b"h\x00sb"),
        "two million instructions": whole(b"N0" * 1_000_000 + b"N"),
        "a million memos": whole(b"N" + b"".join(b"r" + struct.pack("<I", n) for n in range(400_000))),
        "a million lists": whole(b"(" + b"]" * 300_000 + b"l"),
        "a long copied over and over": whole(state + b"N"),
        "a list copied over and over": whole(items + (call("torch", "Size", b"h\x00") + b"0") * 100 + b"N"),
        "text of four gigabytes": whole(b"X" + b"\xff\xff\xff\xff" + b"x"),
        "text of 2^63 bytes": whole(b"\x8d" + struct.pack("<Q", 2**63 - 1) + b"x"),
        "bytes of 2^64": whole(b"\x8e" + b"\xff" * 8),
        "a buffer of 2^64": whole(b"\x96" + b"\xff" * 8),
        "a string of negative length": whole(b"T" + struct.pack("<i", -1)),
        "a number of two gigabytes": whole(b"\x8b" + struct.pack("<i", 2**31 - 1)),
        "a number of negative length": whole(b"\x8b" + struct.pack("<i", -5)),
        "a number of a million digits": whole(b"L" + b"9" * 1_000_000 + b"L\n"),
        "a number as a key of a gigabit": whole(
            b"}\x8b" + struct.pack("<i", 1000) + b"\xff" * 999 + b"\x7fNs"
        ),
        "a line without an end": whole(b"V" + b"x" * 100_000),
        "an array larger than its bytes": whole(
            array(b"J" + struct.pack("<i", 2**31 - 1) + b"\x85", b"U\x04abcd")
        ),
        "an array of negative shape": whole(array(b"J" + struct.pack("<i", -4) + b"\x85", b"U\x04abcd")),
        "an array of rank 40": whole(array(b"(" + b"K\x01" * 40 + b"t", b"U\x04abcd")),
    }


def oddities() -> dict[str, bytes]:
    """Pickles that no pickler writes."""
    return {
        "nothing on the stack": whole(b""),
        "two values": whole(b"NN"),
        "an open mark": whole(b"(N"),
        "a mark that never was": whole(b"t"),
        "a memo that never was": whole(b"h\x05"),
        "a memo of nothing": whole(b"q\x00"),
        "an instruction that does not exist": whole(b"\xfe"),
        "a buffer from outside": whole(b"\x97"),
        "a protocol of the future": b"\x80\x09N.",
        "odd items": whole(b"}(Nu"),
        "items into a list": whole(b"]NNs"),
        "appending to a dictionary": whole(b"}Na"),
        "appending to a tensor's class": whole(b"ctorch\nTensor\nNa"),
        "adding to a list": whole(b"](N\x90"),
        "a list as a key": whole(b"}]Ns"),
        "a class as a key": whole(b"}ctorch\nTensor\nNs"),
        "a global without a name": whole(b"c\n\n"),
        "a global that is a number": whole(b"K\x01K\x02\x93"),
        "arguments that are none": whole(b"ccollections\nOrderedDict\nNR"),
        "a string without quotes": whole(b"Sabc\n"),
        "a string of bad escapes": whole(b"S'\\x'\n"),
        "a number that is none": whole(b"I12ab\n"),
        "text that is not UTF-8": whole(b"X\x02\x00\x00\x00\xff\xfe"),
        "cut within a number": b"\x80\x02J\x01",
        "cut within text": b"\x80\x02X\x10\x00\x00\x00abc",
        "cut before the end": b"\x80\x02N",
        "a dictionary of no pairs": whole(call("collections", "OrderedDict", b"](K\x01K\x02e")),
        "a size of strings": whole(call("torch", "Size", b"](" + text("a") + b"e")),
        "a state for nothing": whole(b"N}b"),
    }
