"""The screens of imports: what waits in the folder, what was brought home, and one import at a time."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission

from azdarar.archive import asking
from azdarar.archive.intake import NoSuchSourceError, intake_folder, waiting_files
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.archive.queries import kind_name, progress_of
from azdarar.language.scripts import autonym
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.screens.imports.rights import may_import

State = ImportRun.State
#: Runs on the first screen; older ones are found by their number.
_MOST_RUNS = 50
#: What a group of keywords can become.
_MAPPINGS = (
    ("", gettext_lazy("Subjects")),
    ("section", gettext_lazy("Sections")),
    ("contributor", gettext_lazy("People who sign")),
    ("drop", gettext_lazy("Nothing")),
)
#: Which of SPIP's rubriques are sections here.
_RUBRIQUES = (
    ("", gettext_lazy("The top ones; those below become subjects")),
    ("own", gettext_lazy("Each of them")),
)


class ImportScreen(GuardedScreen):
    """A screen for those who bring archives home."""

    header_icon = "download"
    may_enter = staticmethod(may_import)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_imports"), "label": _("Imports")},
        ]


class ImportsView(ImportScreen):
    """What waits, and every import so far. A POST asks for a look at what is chosen."""

    template_name = "newsroom/imports/list.html"
    page_title = gettext_lazy("Imports")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                files=waiting_files(),
                folder=intake_folder(),
                most_mb=settings.IMPORT_UPLOAD_BYTES // 2**20,
                runs=ImportRun.objects.select_related("asked_by").prefetch_related("signatures")[:_MOST_RUNS],
            )
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        names = request.POST.getlist("name")[:50]
        if not names:
            messages.warning(request, _("Choose at least one file; nothing was begun."))
            return redirect("newsroom_imports")
        try:
            run = asking.propose_import(names, by=request.user, at=timezone.now())
        except NoSuchSourceError as error:
            messages.error(request, str(error))
            return redirect("newsroom_imports")
        return redirect("newsroom_import", run.pk)


class ChoiceForm(forms.Form):
    """How a source is to be taken."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the stories"),
        required=False,
        help_text=gettext_lazy("Texts that name their own language keep it, unless you choose one here."),
    )
    media = forms.ChoiceField(
        label=gettext_lazy("Pictures and files"),
        required=False,
        help_text=gettext_lazy(
            "A folder or an archive with the site’s files, such as SPIP’s IMG or uploads."
        ),
    )
    rubriques = forms.ChoiceField(label=gettext_lazy("Rubriques that become sections"), required=False)
    prefix = forms.SlugField(
        label=gettext_lazy("Prefix of the site’s tables"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Only where a dump holds several sites."),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, autonym(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("As the source says")), *languages]
        names = [
            (file.name, file.name)
            for file in waiting_files()
            if file.is_folder or file.name.lower().endswith((".zip", ".tar", ".tgz", ".gz"))
        ]
        self.fields["media"].choices = [("", _("None: pictures stay where they are")), *names]
        self.fields["rubriques"].choices = _RUBRIQUES
        groups = run.summary.get("found", {}).get("groups", []) if run.system == "spip" else []
        self.groups = [group for group in groups if group.get("number")]
        self.fields["prefix"].initial = run.options.get("prefix", "")
        if run.system != "spip":
            del self.fields["prefix"], self.fields["rubriques"]
        for place, group in enumerate(self.groups):
            self.fields[f"group-{place}"] = forms.ChoiceField(
                label=group["title"] or _("Keywords without a group"),
                required=False,
                choices=_MAPPINGS,
                help_text=", ".join(group["words"]),
            )

    def choices_made(self) -> dict[str, Any]:
        """What was chosen, as a run keeps it."""
        said = self.cleaned_data
        mapping = {
            str(group["number"]): said[f"group-{place}"]
            for place, group in enumerate(self.groups)
            if said.get(f"group-{place}")
        }
        if said.get("rubriques"):
            mapping["rubriques"] = said["rubriques"]
        plain = {name: said.get(name, "") for name in ("language", "media", "prefix")}
        return {**plain, "mapping": mapping}

    def plain_fields(self) -> list[Any]:
        """The fields that are not of groups of keywords."""
        return [field for field in self if not field.name.startswith("group-")]

    def group_fields(self) -> list[Any]:
        """One field for each group of keywords."""
        return [field for field in self if field.name.startswith("group-")]


class ImportView(ImportScreen):
    """One import: what was found, what it does, what may be asked of it."""

    template_name = "newsroom/imports/run.html"

    def look_up(self, **named: Any) -> None:
        self.run = get_object_or_404(ImportRun.objects.select_related("asked_by"), **named)

    def get_page_title(self) -> str:
        return str(self.run.title or self.run.site or _("Import"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=ChoiceForm(run=self.run)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, undone = (self.run.summary.get(name, {}) for name in ("found", "undone"))
        return super().get_context_data(
            **self.state_of_run(),
            found=found,
            found_items=_named(found.get("items", {})),
            found_besides=_named(found.get("besides", {})),
            languages=[(autonym(code) if code else "", n) for code, n in found.get("languages", {}).items()],
            may_choose=(self.run.state == State.READY and not found.get("prefixes"))
            or (self.run.is_dry_run and self.run.state == State.DONE),
            prefixes=found.get("prefixes", []) if self.run.state == State.READY else [],
            # What failed while it was taken back is taken back further, not brought home again.
            may_go_on=self.run.state in (State.STOPPED, State.FAILED)
            and "undo_asked_by" not in self.run.summary,
            may_undo=not self.run.is_dry_run
            and self.run.started_at is not None
            and self.run.state in (State.STOPPED, State.FAILED, State.DONE),
            may_mend=user_has_any_page_permission(self.request.user),
            may_forget=asking.is_forgettable(self.run),
            has_report=bool(self.run.summary.get("outcomes")),
            signatures=self.run.signatures.select_related("by"),
            outcomes=_told_outcomes(self.run.summary.get("outcomes", {})),
            taken_back=_named(undone.get("taken_back", {})),
            kept=_named(undone.get("kept", {})),
            **kwargs,
        )

    def state_of_run(self) -> dict[str, Any]:
        """What the bar shows, and what a look at it again may have changed."""
        done, total = _how_far(self.run)
        return {
            "run": self.run,
            "is_at_work": asking.is_at_work(self.run),
            "is_running": self.run.state in (State.RUNNING, State.STOPPING),
            "may_stop": self.run.state in (State.WAITING, State.RUNNING),
            "done": done,
            "total": total,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        by, at = request.user, timezone.now()
        form = ChoiceForm(request.POST, run=self.run)
        match request.POST.get("do"):
            case "begin" | "rehearse" as deed if form.is_valid():
                run = asking.choose_import(
                    self.run, choices=form.choices_made(), is_dry_run=deed == "rehearse", by=by, at=at
                )
                return redirect("newsroom_import", run.pk)
            case "look":
                asking.choose_site(self.run, prefix=request.POST.get("prefix", ""), by=by, at=at)
            case "stop":
                asking.ask_to_stop(self.run)
                messages.success(request, _("It stops after the item it is at. What came in stays."))
            case "go-on":
                asking.go_on(self.run, by=by, at=at)
            case "forget":
                asking.forget_import(self.run, by=by, at=at)
                messages.success(request, _("It is forgotten. The files stay in the folder for imports."))
                return redirect("newsroom_imports")
            case _:
                return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect("newsroom_import", self.run.pk)


class ImportUndoView(ImportView):
    """Taking an import back: what that means first."""

    template_name = "newsroom/imports/undo.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asking.ask_to_undo(self.run, by=request.user, at=timezone.now())
        return redirect("newsroom_import", self.run.pk)


def run_asked_for(request: HttpRequest, pk: int) -> ImportRun:
    """The import of an address that is no screen, for whoever may import."""
    if not may_import(request.user):
        raise PermissionDenied
    return get_object_or_404(ImportRun, pk=pk)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of a run for scripts, and how far it is."""
    run = run_asked_for(request, pk)
    done, total = _how_far(run)
    answer = JsonResponse({"state": run.state, "done": done, "total": total})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _how_far(run: ImportRun) -> tuple[int, int]:
    """How many records are done, of how many; 0 where nobody knows."""
    done = progress_of(run)
    total = run.total or run.summary.get("found", {}).get("records", 0)
    return done, max(total, done) if total else 0


def _told_outcomes(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What became of everything, in the order of the report."""
    return [(str(one.label), counts[one]) for one in LedgerLine.Outcome if counts.get(one)]


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(kind_name(kind, number), number) for kind, number in counts.items() if number]
