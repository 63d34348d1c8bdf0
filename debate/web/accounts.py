"""The first page, signing in and out, one's own account, and the links that make accounts or let
one back in.

A GET never claims anything: links are fetched by chat previews, so a button does it.
"""

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import accounts as reads
from debate.services import accounts, keys, passwords
from debate.services.accounts import GONE
from debate.web import access, browsers, links
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.accounts import (
    InviteForm,
    NameForm,
    NewPasswordForm,
    PasswordForm,
    PersonForm,
    SignInForm,
)
from debate.web.forms.seats import CodeForm

pages = Blueprint("accounts", __name__)

Answer = Response | BaseResponse

# A larger number would not fit the database's column: it is no address of ours.
ROW_ID = "int(max=2147483647)"

WRONG = "This address and this password do not belong together."
LIMITED = "Too many wrong passwords came from here. Wait 15 minutes, then try again."


@pages.get("/")
@may("public")
def landing() -> Answer:
    """Join with a code, or sign in."""
    session = reading()
    if access.visitor(session).account_id:
        return see_other("/sittings/")
    return first_page(session, CodeForm())


def first_page(session: Session, join_form: CodeForm, status: int = 200) -> Response:
    """The first page, with what was wrong with the code in `join_form`."""
    return page(
        "accounts/landing.html",
        status,
        join_form=join_form,
        sign_in_form=SignInForm(formdata=None),
        seats=reads.own_seats(session, access.visitor(session).id),
    )


@pages.get("/sign-in")
@may("public")
def sign_in() -> Answer:
    """The form; who is signed in goes on at once."""
    onward = links.own_path(request.args.get("next"))
    if access.visitor(reading()).account_id:
        return see_other(onward)
    return page("accounts/sign_in.html", form=SignInForm(formdata=None, next=onward))


@pages.post("/sign-in")
@may("public")
def open_session() -> Answer:
    """Sign in. A wrong address and a wrong password get the same answer."""
    form = SignInForm()
    checked = passwords.verify(reading(), form.email.data or "", form.password.data or "")
    token = ""
    with writing() as session:
        answer = passwords.sign_in(session, checked, browsers.address_hash(), now_ms())
        if answer.account_id:
            token = accounts.rotate(
                session, browsers.token_hash(), now_ms(), account_id=answer.account_id
            )
    if token:
        browsers.keep(token)
        return see_other(links.own_path(form.next.data))
    form.tell(Refused(LIMITED if answer.limited else WRONG))
    return page("accounts/sign_in.html", 429 if answer.limited else 422, form=form)


@pages.post("/sign-out")
@may("public")
def sign_out() -> Answer:
    """Sign out. Seats held by this browser stay, and with them their drafts."""
    with writing() as session:
        token = accounts.sign_out(session, browsers.token_hash(), now_ms())
    browsers.keep(token)
    answer = see_other("/")
    answer.headers["Clear-Site-Data"] = '"cache"' if token else '"cache", "storage"'
    return answer


@pages.get("/account")
@may("accounts.own")
def account() -> Answer:
    """Name, password, where one is signed in."""
    return _account_page(reading())


@pages.post("/account/name")
@may("accounts.own")
def rename() -> Answer:
    """Change one's name."""
    form = NameForm()
    try:
        with writing() as session:
            accounts.rename(session, access.member(session).account_id, form.name.data or "")
    except Refused as refused:
        form.tell(refused)
        return _account_page(reading(), 422, name_form=form)
    flash("Your name is changed.")
    return see_other("/account")


@pages.post("/account/password")
@may("accounts.own")
def change_password() -> Answer:
    """Change the password; every other browser is signed out."""
    form = PasswordForm()
    session = reading()
    email = reads.profile(session, access.member(session), now_ms()).email
    checked = passwords.verify(session, email, form.password.data or "")
    new, own = form.new_password.data or "", browsers.token_hash()
    token = ""
    try:
        with writing() as session:
            access.member(session)
            answer = passwords.change_password(
                session, checked, new, own, browsers.address_hash(), now_ms()
            )
            if answer.account_id:
                token = accounts.rotate(session, own, now_ms())
    except Refused as refused:
        form.tell(refused)
        return _account_page(reading(), 422, password_form=form)
    if token:
        browsers.keep(token)
        flash("Your password is changed. Every other browser was signed out.")
        return see_other("/account")
    form.tell(Refused(LIMITED if answer.limited else "This is not your password.", "password"))
    return _account_page(reading(), 429 if answer.limited else 422, password_form=form)


@pages.post("/account/sign-out-elsewhere")
@may("accounts.own")
def sign_out_elsewhere() -> Answer:
    """Sign out of every other browser."""
    with writing() as session:
        browser = access.member(session)
        accounts.sign_out_elsewhere(session, browser.account_id, browsers.token_hash())
    flash("Every other browser was signed out.")
    return see_other("/account")


@pages.post("/account/invitations")
@may("accounts.invite_to_site")
def invite() -> Answer:
    """Invite an instructor to the site; the link is shown this once."""
    form = InviteForm()
    key, token = form.key.data or "", ""
    with writing() as session:
        browser = access.member(session)
        accounts.lock(session, browser.account_id)
        sent = keys.Sent(f"account:{browser.account_id}", "invite", "site", key)

        def do() -> None:  # the link is shown this once and kept nowhere
            nonlocal token
            token = accounts.invite(session, browser.account_id, "instructor", now_ms())

        keys.once(session, sent, now_ms(), do)
    return _account_page(reading(), link=invitation_link(token), asked=True)


@pages.post(f"/account/invitations/<{ROW_ID}:invitation>/revoke")
@may("accounts.invite_to_site")
def revoke(invitation: int) -> Answer:
    """Make an invitation to the site worthless."""
    with writing() as session:
        accounts.revoke(session, access.member(session).account_id, invitation, now_ms())
    flash("The link no longer works.")
    return see_other("/account")


@pages.get("/welcome/<token>")
@may("public")
def welcome(token: str) -> Answer:
    """What the one-time link of a new site is for."""
    return _welcome_page(token, PersonForm(formdata=None))


@pages.post("/welcome/<token>")
@may("public")
def claim_first(token: str) -> Answer:
    """Make the first account and sign it in."""
    form = PersonForm()
    try:
        with writing() as session:
            account_id = accounts.claim_first(session, token, form.person(), now_ms())
            fresh = accounts.rotate(session, browsers.token_hash(), now_ms(), account_id=account_id)
    except NotFound:
        raise
    except Refused as refused:
        form.tell(refused)
        return _welcome_page(token, form, 422)
    browsers.keep(fresh)
    return see_other("/courses/")


@pages.get("/invitations/<token>")
@may("public")
def invitation(token: str) -> Answer:
    """What an invitation is for; accepting is a button."""
    return _invitation_page(token, PersonForm(formdata=None))


@pages.post("/invitations/<token>")
@may("public")
def accept(token: str) -> Answer:
    """Accept, with the signed-in account or a new one."""
    form = PersonForm()
    try:
        with writing() as session:
            account_id = access.visitor(session).account_id
            person = None if account_id else form.person()
            done = accounts.accept(session, token, now_ms(), account_id=account_id, person=person)
            fresh = accounts.rotate(
                session, browsers.token_hash(), now_ms(), account_id=done.account_id
            )
    except NotFound:
        raise
    except Refused as refused:
        form.tell(refused)
        return _invitation_page(token, form, 422)
    browsers.keep(fresh)
    return see_other(f"/courses/{done.course_slug}/" if done.course_slug else "/courses/")


@pages.post(f"/account/people/<{ROW_ID}:account>/password")
@may("accounts.invite_to_site")
def make_password_link(account: int) -> Answer:
    """Make a link for somebody who forgot their password; it is shown this once."""
    form, target, token = InviteForm(), f"account {account}", ""
    key = form.key.data or ""
    with writing() as session:
        browser = access.member(session)
        accounts.lock(session, browser.account_id)
        sent = keys.Sent(f"account:{browser.account_id}", "password link", target, key)

        def do() -> None:  # the link is shown this once and kept nowhere
            nonlocal token
            token = passwords.make_link(session, account, now_ms(), owner_id=browser.account_id)

        keys.once(session, sent, now_ms(), do)
    session = reading()
    access.member(session)
    link = links.external("accounts.new_password", token=token) if token else ""
    return page(
        "accounts/password_link.html",
        person=reads.person(session, account),
        link=link,
        qr=links.qr(link) if link else "",
        only_here=links.only_here(),
        lan_command=links.lan_command(),
    )


@pages.get("/passwords/<token>")
@may("public")
def new_password(token: str) -> Answer:
    """Whose password the link sets; setting it is a button."""
    return _new_password_page(token, NewPasswordForm(formdata=None))


@pages.post("/passwords/<token>")
@may("public")
def set_password(token: str) -> Answer:
    """Set the password and sign in; every other browser is signed out."""
    form, own = NewPasswordForm(), browsers.token_hash()
    new, address = form.new_password.data or "", browsers.address_hash()
    try:
        with writing() as session:
            account_id = passwords.use_link(session, token, new, own, address, now_ms())
            fresh = accounts.rotate(session, own, now_ms(), account_id=account_id)
    except NotFound:
        raise
    except Refused as refused:
        form.tell(refused)
        return _new_password_page(token, form, 422)
    browsers.keep(fresh)
    flash("Your new password is set. Every other browser was signed out.")
    return see_other("/")


def invitation_link(token: str) -> str:
    """The address to hand out; "" for none."""
    return links.external("accounts.invitation", token=token) if token else ""


def _account_page(
    session: Session,
    status: int = 200,
    *,
    name_form: NameForm | None = None,
    password_form: PasswordForm | None = None,
    link: str = "",
    asked: bool = False,
) -> Response:
    browser = access.member(session)
    return page(
        "accounts/account.html",
        status,
        profile=reads.profile(session, browser, now_ms()),
        name_form=name_form or NameForm(formdata=None, name=browser.name),
        password_form=password_form or PasswordForm(formdata=None),
        invite_form=InviteForm(formdata=None),
        link=link,
        asked=asked,
    )


def _welcome_page(token: str, form: PersonForm, status: int = 200) -> Response:
    found = reads.invitation(reading(), accounts.hash_of(token), now_ms())
    if found is None or found.role != accounts.FIRST:
        raise NotFound(GONE)
    return page("accounts/welcome.html", status, form=form, token=token)


def _invitation_page(token: str, form: PersonForm, status: int = 200) -> Response:
    session = reading()
    access.visitor(session)
    found = reads.invitation(session, accounts.hash_of(token), now_ms())
    if found is None or found.role not in accounts.INVITED:
        raise NotFound(GONE)
    return page("accounts/invitation.html", status, form=form, token=token, invitation=found)


def _new_password_page(token: str, form: NewPasswordForm, status: int = 200) -> Response:
    session = reading()
    access.visitor(session)
    found = reads.new_password(session, accounts.hash_of(token), now_ms())
    if found is None:
        raise NotFound(GONE)
    return page("accounts/new_password.html", status, form=form, token=token, person=found)
