"""What the surroundings may say, and what they mean."""

from pathlib import Path

import pytest

from acuerdo.surroundings import Database, EnvironmentRefused, prepare_home, read_environment
from acuerdo.surroundings.environment import Mail


def test_without_a_word_everything_stays_on_this_machine(tmp_path: Path) -> None:
    found = read_environment({"ACUERDO_HOME": str(tmp_path)})
    assert (found.host, found.port, found.public_url, found.secure) == (
        "127.0.0.1",
        8000,
        "http://localhost:8000",
        False,
    )
    assert found.database == Database(engine="sqlite", name=str(tmp_path / "acuerdo.sqlite3"))
    assert found.mail == Mail()
    assert found.sign_in is None


def test_a_database_and_a_mail_server_may_have_odd_letters_in_their_passwords() -> None:
    found = read_environment(
        {
            "DATABASE_URL": "postgresql://ana:p%40ss%2Fword@db.example:5433/acuerdo",
            "ACUERDO_MAIL_URL": "smtp+starttls://ana:p%40ss@mail.example",
            "ACUERDO_MAIL_FROM": "sla@norte.example",
        }
    )
    assert (found.database.user, found.database.password, found.database.port) == ("ana", "p@ss/word", "5433")
    mail = found.mail
    assert (mail.host, mail.port, mail.user, mail.password) == ("mail.example", 587, "ana", "p@ss")
    assert (mail.encryption, mail.sender) == ("starttls", "sla@norte.example")


def test_people_reach_it_by_https() -> None:
    found = read_environment({"ACUERDO_PUBLIC_URL": "https://sla.norte.example", "HOST": "10.0.0.1"})
    assert (found.public_url, found.secure) == ("https://sla.norte.example", True)


def test_a_sign_in_server_needs_all_of_its_settings() -> None:
    given = {"ACUERDO_OIDC_URL": "https://id.example", "ACUERDO_OIDC_CLIENT_ID": "a", "ACUERDO_OIDC_SECRET": "b"}
    found = read_environment(given).sign_in
    assert found is not None
    assert found.client_id == "a"
    with pytest.raises(EnvironmentRefused) as refused:
        read_environment({name: value for name, value in given.items() if name != "ACUERDO_OIDC_SECRET"})
    assert (refused.value.code, refused.value.name) == ("missing_setting", "ACUERDO_OIDC_SECRET")


def test_the_key_of_a_home_stays_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    prepare_home(home)
    key = read_environment({"ACUERDO_HOME": str(home)}).secret_key
    prepare_home(home)
    assert read_environment({"ACUERDO_HOME": str(home)}).secret_key == key
    assert len(key) >= 50
