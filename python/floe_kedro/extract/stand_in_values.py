"""A value of a module that is not installed: it may be named, called, subclassed and used as a decorator, not asked."""

from __future__ import annotations

import sys
import types
from typing import Any, NoReturn


class StandInUsed(Exception):
    """Code asked a stand-in for something only the real library knows."""


#: Questions about truth that modules asked while they were imported: stand-in, file and line.
doubted: list[tuple[str, str, int]] = []


class _Base:
    """What a class that derives from a stand-in derives from."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


class StandIn:
    """Stands for `name`. Calls and attributes give further stand-ins; length and iteration raise StandInUsed, because
    a graph that depends on them would come out wrong. So does truth, except at the top of a module: there it chooses
    constants (`DEVICE = "cuda" if torch.cuda.is_available() else "cpu"`), is taken for false, and noted in `doubted`.
    """

    def __init__(self, name: str) -> None:
        self.floe_stand_in = name
        self.__module__, _, self.__qualname__ = name.partition(".")
        self.__name__ = name.rpartition(".")[2]

    def __repr__(self) -> str:
        return f"<stand-in for {self.floe_stand_in}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.floe_stand_in}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # As a decorator it leaves what it decorates as it is.
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        return StandIn(f"{self.floe_stand_in}()")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (
            () if _Base in bases or any(isinstance(each, StandIn) for each in bases[: bases.index(self)]) else (_Base,)
        )

    def __getitem__(self, key: Any) -> Any:
        return StandIn(f"{self.floe_stand_in}[]")

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __or__(self, other: Any) -> Any:
        return self

    __ror__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __or__
    __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __and__ = __rand__ = __or__

    def __neg__(self) -> Any:
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, kind: type) -> bool:
        return False

    def _refuse(self, *_: Any) -> NoReturn:
        raise StandInUsed(f"{self.floe_stand_in} is not installed, and the code needs its value")

    __len__ = __iter__ = __int__ = __float__ = __index__ = __contains__ = _refuse

    def _doubt(self, *_: Any) -> bool:
        code = sys._getframe(1)
        if code.f_code.co_name != "<module>":
            self._refuse()
        doubted.append((self.floe_stand_in, code.f_code.co_filename, code.f_lineno))
        return False

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = _doubt
