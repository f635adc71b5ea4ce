"""Objects beside weights that do no harm as plain data: the names of their classes, and what they become.

Settings, paths, times and the like, as training programs leave them in checkpoints. Their modules are never
imported; an object is a dictionary, a list, or a record of what it was made with.
"""

from __future__ import annotations

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
