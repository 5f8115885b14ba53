"""What pages remember between two requests."""

from registry.memory import Memory


class Meanwhile(int):
    """A key: the second time it is looked at, somebody else is answered just then."""

    memory: Memory
    looks = 0

    def __ne__(self, other: object) -> bool:
        self.looks += 1
        if self.looks == 2:
            assert self.memory.of("name", 2, lambda: "two") == "two"
        return int(self) != other

    __hash__ = int.__hash__


def test_one_value_is_kept_and_nobody_gets_that_of_another_key() -> None:
    memory, first = Memory(), Meanwhile(1)
    first.memory = memory
    assert memory.of("name", first, lambda: "one") == "one"
    assert memory.of("name", 1, lambda: "anew") == "one"
    assert memory.of("name", 1, lambda: "anew") == "one", "what another thread put there is of another state"
    assert memory.of("name", 2, lambda: "anew") == "two"


def test_what_is_forgotten_is_made_anew_also_when_it_was_being_made_just_then() -> None:
    memory = Memory()

    def removed_meanwhile() -> str:
        memory.forget()
        return "the words removed"

    assert memory.of("name", 1, lambda: "words") == "words"
    memory.forget()
    assert memory.of("name", 1, removed_meanwhile) == "the words removed"
    assert memory.of("name", 1, lambda: "anew") == "anew"
