"""A rule for passwords that Django has no validator for."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLengthValidator:
    """Refuses a password longer than `max_length` characters."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password is too long. Use at most %(most)d characters."),
                code="password_too_long",
                params={"most": self.max_length},
            )

    def get_help_text(self) -> str:
        return _("Use at most %(most)d characters.") % {"most": self.max_length}
