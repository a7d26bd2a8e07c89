"""Value type: what all values of facts have in common — read from text, or refused with a code and a remedy.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic_core import CoreSchema, PydanticCustomError, core_schema


def Unreadable(code: str, message: str, remedy: str) -> PydanticCustomError:  # noqa: N802 - reads as a class
    """What a value type raises: a fault code with its words."""
    return PydanticCustomError(code, "{message}", {"message": message, "remedy": remedy})


class Value:
    """Base of the value types: pydantic reads them from text through `parse`."""

    form: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text; raises `Unreadable`."""
        raise NotImplementedError

    @classmethod
    def _validate(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise Unreadable("wrong-type", "text is wanted here", f"write for example `{cls.examples[0]}`")
        return cls.parse(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": "string", "description": cls.form, "examples": list(cls.examples)}
