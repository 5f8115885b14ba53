"""What a view remembers between two requests."""

from flask import Flask

from registry.web.here import remembered


class Meanwhile(int):
    """A key: the second time it is looked at, somebody else is answered just then."""

    looks = 0

    def __ne__(self, other: object) -> bool:
        self.looks += 1
        if self.looks == 2:
            assert remembered("name", 2, lambda: "two") == "two"
        return int(self) != other

    __hash__ = int.__hash__


def test_one_value_is_kept_and_nobody_gets_that_of_another_key() -> None:
    with Flask(__name__).app_context():
        assert remembered("name", Meanwhile(1), lambda: "one") == "one"
        assert remembered("name", 1, lambda: "anew") == "one"
        assert remembered("name", 1, lambda: "anew") == "one", "what another thread put there is of another state"
        assert remembered("name", 2, lambda: "anew") == "two"
