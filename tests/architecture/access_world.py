"""The paper and the people the table of access is measured with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as METHODS_OF,
)
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as METHODS,
)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Site, Task

from azdarar.accounts.models import User
from azdarar.archive.models import ImportRun, KeptOriginal, Repair
from azdarar.articles.models import ArticleSpace, Contributor
from azdarar.courier.models import Mail
from azdarar.fronts.models import SectionPick
from azdarar.members.models import (
    PlannedNewsletter,
    Reading,
    ReadingHistory,
    SavedSearch,
    SavedStory,
)
from tests.architecture.access import PEOPLE
from tests.architecture.addresses import Examples
from tests.factories import accounts as people
from tests.factories.articles import SectionFactory, public_story
from tests.factories.fronts import make_dossier, make_paper
from tests.factories.rights import SourceFactory
from tests.factories.subjects import SubjectFactory
from tests.rooms.accounts.passkeys import Passkey

Ask = Callable[[str, str, str], str]

#: Where each answer's letter comes from; what is not here has a rule of its own in ``_letter``.
_STATUSES = {400: "b", 403: "r", 404: "n", 405: "m", 410: "g", 422: ".", 500: "!", 503: "u"}
_DOORS = {
    "/account/login/": "s",
    "/account/reauthenticate/": "c",
    "/account/2fa/reauthenticate/": "c",
    "/account/2fa/webauthn/reauthenticate/": "c",
}


class Undrawn:
    """Middleware: answer without drawing the page, which costs most and says nothing of who may see it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """Give the answer an empty content, after which it counts as drawn."""
        response.content = b""
        return response


class World:
    """A small paper, an example of everything an address may name, and everybody who may ask."""

    def __init__(self) -> None:
        make_paper("fr", "en")
        self.section = SectionFactory(name="Le lac", slug="lac")
        self.elsewhere = SectionFactory(name="Culture", slug="culture")
        self.story = public_story(section=self.section)
        self._users = {who: self._person(who) for who in PEOPLE if who != "anonymous"}
        self.examples = self._examples()
        # Last, because a new factor ends whatever was signed in before.
        self._cookies = {"anonymous": ""} | {who: self._signed_in(who) for who in self._users}
        # The client's own handler, without the client: it would keep every template's context.
        self._answer = ClientHandler(enforce_csrf_checks=False)

    def ask(self, who: str, method: str, path: str) -> str:
        """Return the letter of what somebody gets; whatever was written is undone."""
        cache.clear()  # this is not about how often
        request = RequestFactory(headers={"Cookie": self._cookies[who]}).generic(method, path)
        with transaction.atomic():
            response = self._answer(request.environ)
            if response.streaming:
                list(response)  # to its end, which closes what it reads from
            letter = _letter(path, response)
            transaction.set_rollback(True)
        return letter

    def _signed_in(self, who: str) -> str:
        """Sign somebody in; returns the cookie they send from now on."""
        client, user = Client(), self._users[who]
        user.refresh_from_db()
        client.force_login(user)
        session = client.session
        begun = time.time() - (3600 if who == "unconfirmed" else 0)
        shown = [
            {"method": "password", "at": begun, "email": user.email, "reauthenticated": True},
            {"method": "mfa", "at": begun, "type": "totp", "reauthenticated": True},
        ]
        session[METHODS_OF], session[METHODS] = str(user.pk), shown[: 1 if who == "factorless" else 2]
        session.save()
        client.get("/newsroom/")  # so that the device they use is a known one from now on
        return client.cookies.output(header="", sep=";").strip()

    def _person(self, who: str) -> User:
        lake = {"scope__sections": [self.section.translation_key.hex]}
        culture = {"scope__sections": [self.elsewhere.translation_key.hex]}
        makers: dict[str, Callable[[], User]] = {
            "reader": people.UserFactory,
            "contributor": people.ContributorFactory,
            "translator": lambda: people.TranslatorFactory(scope__languages=["fr"]),
            "editor": lambda: people.EditorFactory(**lake),
            "editor_elsewhere": lambda: people.EditorFactory(**culture),
            "chief": people.EditorInChiefFactory,
            "webmaster": people.WebmasterFactory,
            "clerk": people.AccountsClerkFactory,
            "superuser": people.AdministratorFactory,
            "unconfirmed": people.AdministratorFactory,
            "factorless": lambda: people.EditorFactory(second_factor_due_at=timezone.now(), **lake),
        }
        user = makers[who]()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if who != "factorless":
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
        return user

    def _examples(self) -> Examples:
        story, at = self.story, timezone.now()
        reader = self._users["reader"]
        picture = get_image_model().objects.create(title="Le lac", file=get_test_image_file())
        document = get_document_model().objects.create(title="Le rapport", file="documents/rapport.pdf")
        history = ReadingHistory.objects.create(user=reader, wished_at=at)
        workflow = story.get_workflow()
        assert workflow is not None
        state = workflow.start(story, reader)
        dossier = make_dossier()
        common: dict[str, object] = {
            "page_id": story.pk,
            "page_pk": story.pk,
            "page_to_move_id": story.pk,
            "parent_page_id": ArticleSpace.objects.get(locale__language_code="fr").pk,
            "destination_id": ArticleSpace.objects.get(locale__language_code="en").pk,
            "revision_id": story.latest_revision.pk,
            "user_id": reader.pk,
            "revision_id_a": "live",
            "revision_id_b": "latest",
            "content_type_app_name": "articles",
            "content_type_model_name": "article",
            "app_label": "articles",
            "model_name": "article",
            "app_name": "taggit",
            "object_id": story.pk,
            "session_id": UserSession.objects.filter(user=reader).values_list("pk", flat=True).first() or 1,
            "action_name": "approve",
            "action": "publish",
            "task_state_id": state.current_task_state.pk,
            "workflow_state_id": state.pk,
            "task_id": state.current_task_state.task_id,
            "workflow_pk": workflow.pk,
            "collection_id": Collection.get_first_root_node().add_child(name="Lac").pk,
            "image_id": picture.pk,
            "filter_spec": "width-100",
            "document_id": document.pk,
            "doc_id": document.pk,
            "document_filename": document.filename,
            "uploaded_file_id": 1,
            "search_id": SavedSearch.objects.create(
                user=reader, language="fr", query="q=lac", saved_at=at, told_from=at
            ).pk,
            "saved_id": SavedStory.objects.create(user=reader, article=story, saved_at=at).pk,
            "reading_id": Reading.objects.create(history=history, article=story, read_at=at).pk,
            "uidb64": "MQ",
            "token": "no-such-token",
            "uidb36": "1",
            "key": "no-such-key",
            "rest": "anything/",
            "name": picture.file.name.rsplit("/", 1)[-1],
            "language": "fr",
            "number": story.pk,
            "form": "xml",
            "slug": self.section.slug,
            "year": f"{story.visible_from:%Y}",
            "month": f"{story.visible_from:%m}",
            "day": f"{story.visible_from:%d}",
        }
        rows = {
            "newsroom/snippets/articles/section/": self.section,
            "newsroom/snippets/choose/articles/section/": self.section,
            "newsroom/snippets/articles/contributor/": Contributor.objects.first(),
            "newsroom/snippets/choose/articles/contributor/": Contributor.objects.first(),
            "newsroom/snippets/fronts/sectionpick/": (
                pick := SectionPick.objects.create(section=self.section, article=story, sort_order=0)
            ),
            "newsroom/snippets/choose/fronts/sectionpick/": pick,
            "newsroom/snippets/rights/source/": (source := SourceFactory()),
            "newsroom/snippets/choose/rights/source/": source,
            "newsroom/snippets/subjects/subject/": (subject := SubjectFactory()),
            "newsroom/snippets/choose/subjects/subject/": subject,
            "newsroom/snippets/members/plannednewsletter/": (
                letter := PlannedNewsletter.objects.create(name="Le matin", language="fr", promise="Tôt.")
            ),
            "newsroom/snippets/choose/members/plannednewsletter/": letter,
            "newsroom/picks/section/": self.section,
            "newsroom/imports/": (run := self._import(at)),
            "newsroom/repairs/": Repair.objects.create(
                page_id=story.pk, run=run, kind="missing-picture", what="lac.jpg", found_at=at
            ),
            "newsroom/locales/": Locale.objects.get(language_code="en"),
            "newsroom/sites/": Site.objects.get(),
            "newsroom/users/": reader,
            "newsroom/people/": self._users["contributor"],
            "newsroom/groups/": people.Group.objects.get(name="contributor"),
            "newsroom/collections/": Collection.objects.get(name="Lac"),
            "newsroom/workflows/": workflow,
            "newsroom/workflows/tasks/": Task.objects.first(),
            "newsroom/documents/": document,
            "newsroom/images/": picture,
            "newsroom/pages/": story,
            "newsroom/api/main/pages/": story,
            "newsroom/api/main/images/": picture,
            "newsroom/api/main/documents/": document,
            "account/2fa/webauthn/keys/": self._passkey(reader),
        }
        under: dict[str, dict[str, object]] = {beginning: {"pk": row.pk} for beginning, row in rows.items()}
        under |= {
            "account/outbox/": {"pk": self._mail()},
            "newsroom/subjects/": {"pk": subject.pk, "other": SubjectFactory().pk, "form": "csv"},
            "newsroom/snippets/choose/<rest>": {"rest": "rights/source/create/"},
            "newsroom/imports/table/": {"pk": run.pk, "name": "report.csv"},
            "newsroom/bulk/": {"app_label": "wagtailcore", "model_name": "page"},
            "newsroom/workflows/tasks/add/": {"app_label": "newsroom", "model_name": "editorsreading"},
            "newsroom/translation/submit/snippet/": {"model_name": "section", "pk": self.section.pk},
            "<language:language>/dossiers/": {"slug": dossier.slug},
            "<language:language>/authors/": {"slug": Contributor.objects.get().slug},
            "<feed_language:language>/authors/": {"slug": Contributor.objects.get().slug},
            "<language:language>/tags/": {"slug": subject.slug},
            "<language:language>/<digits:year>/": {"slug": story.address.rstrip("/").rsplit("/", 1)[-1]},
        }
        return Examples(common=common, under=under)

    def _import(self, at: datetime) -> ImportRun:
        """An import that was brought home, whose story stands beside its source."""
        run = ImportRun.objects.create(
            title="Le lac", system="spip", state=ImportRun.State.DONE, asked_at=at, started_at=at
        )
        KeptOriginal.objects.create(page_id=self.story.pk, run=run, format="spip", text="{{{Le lac}}}")
        return run

    @staticmethod
    def _mail() -> int:
        """A mail in the outbox, which developers see on their own machine."""
        mail = Mail.objects.first()
        assert mail is not None, "Adding a second factor no longer writes to its owner."
        return int(mail.pk)

    @staticmethod
    def _passkey(user: User) -> Authenticator:
        return Passkey(site="paper.example").add_to(user)


def _letter(path: str, response: HttpResponse) -> str:
    """Say in one letter what an answer is."""
    status = response.status_code
    if status in _STATUSES:
        return _STATUSES[status]
    if 200 <= status < 300:
        return "."
    if status not in (301, 302, 303):
        raise AssertionError(f"{path} answered {status}.")
    to = response["Location"].partition("?")[0]
    if to in _DOORS:
        return _DOORS[to]
    if to == "/newsroom/" and _has_error(response.wsgi_request):
        return "r"
    return "f" if to.startswith("/account/2fa/") and path.startswith("/newsroom/") else ">"


def _has_error(request: HttpRequest) -> bool:
    """Whether the newsroom was told off: Wagtail sends whoever may not to its first page, with a message."""
    told: Iterable[Any] = getattr(request, "_messages", ())
    return any(message.level_tag == "error" for message in told)
