"""Why an account or a sign-in is refused; pages have a sentence for each `code`.

StaffRefused
├── SignInFailed      name or password wrong, or the account is disabled: never which
├── TooManyTries      for this name or address; says how long to wait
├── SetUpClosed       the first account exists already
├── SetUpTokenWrong   not the token that the server printed
├── NameForm          a name that cannot be an account's
├── NameUsed          another account has it
├── PasswordWeak      too short, too long, or the name itself
├── NoSuchStaff       no account of that name
└── LastCommittee     nobody would be left to run the site
"""

from datetime import timedelta


class StaffRefused(Exception):
    code = "staff_refused"


class SignInFailed(StaffRefused):
    code = "sign_in_failed"


class TooManyTries(StaffRefused):
    code = "too_many_tries"

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"try again in {retry_after}")
        self.retry_after = retry_after


class SetUpClosed(StaffRefused):
    code = "set_up_done"


class SetUpTokenWrong(StaffRefused):
    code = "token_wrong"


class NameForm(StaffRefused):
    code = "name_form"


class NameUsed(StaffRefused):
    code = "name_taken"


class PasswordWeak(StaffRefused):
    code = "password_weak"


class NoSuchStaff(StaffRefused):
    code = "no_such_staff"


class LastCommittee(StaffRefused):
    code = "last_committee"
