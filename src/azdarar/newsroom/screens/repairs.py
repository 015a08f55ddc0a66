"""The repair queues: what an import could not bring whole, mended one after the other."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.widgets import AdminPageChooser

from azdarar.archive import repairing
from azdarar.archive.models import Repair
from azdarar.articles.models import Article
from azdarar.errors import AzdararError
from azdarar.media.models import Picture
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.queries import section_choices
from azdarar.newsroom.repairs import (
    LINES_ON_A_SCREEN,
    RepairFilter,
    as_shown,
    counts_by_kind,
    lines_of,
    repair_lines,
    repairs_of,
    runs_with_repairs,
    undescribed_in,
    undescribed_of,
)
from azdarar.newsroom.screens.guarded import GuardedScreen

Kind = Repair.Kind
_MOST_AT_ONCE = 200


class RepairFilterForm(forms.Form):
    """Which queue, which section, which import. A value it does not know restricts nothing."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    run = forms.ChoiceField(label=gettext_lazy("Import"), required=False)
    settled = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, asked: Any) -> None:
        told = asked.copy()
        if "import" in told:  # as the links of reports say it
            told["run"] = told["import"]
        super().__init__(told)
        self.fields["kind"].choices = [("", _("Every kind")), *Kind.choices]
        self.fields["section"].choices = [("", _("Every section")), *section_choices()]
        self.fields["run"].choices = [
            ("", _("Every import")),
            *((str(pk), name) for pk, name in runs_with_repairs()),
        ]
        self.fields["settled"].choices = [("", _("Waiting")), ("1", _("Settled"))]

    def wanted(self) -> RepairFilter:
        """Return what was asked for, as far as it means something."""
        self.full_clean()
        said = self.cleaned_data
        return RepairFilter(
            kind=said.get("kind", ""),
            section=int(said.get("section") or 0),
            run=int(said.get("run") or 0),
            is_settled=bool(said.get("settled")),
        )


class RepairScreen(GuardedScreen):
    """A screen for whoever works on stories; each sees the lines of those they may edit."""

    header_icon = "clipboard-list"
    may_enter = staticmethod(user_has_any_page_permission)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_repairs"), "label": _("Repairs")},
        ]


class RepairsView(RepairScreen):
    """The queues. A POST settles, dismisses or opens again what is chosen."""

    template_name = "newsroom/repairs/list.html"
    page_title = gettext_lazy("Repairs")

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RepairFilterForm(request.GET)
        wanted = form.wanted()
        before = number_in(request.GET.get("before", ""))
        lines, following = repair_lines(wanted, user=request.user, before=before)
        kept = {key: value for key, value in request.GET.items() if key not in ("before", "kind") and value}
        return self.render_to_response(
            self.get_context_data(
                form=form,
                wanted=wanted,
                lines=lines,
                counts=[
                    (name, as_shown(number), kind == wanted.kind, f"?{urlencode({**kept, 'kind': kind})}")
                    for kind, name, number in counts_by_kind(wanted, user=request.user)
                ],
                all_url=f"?{urlencode(kept)}" if kept else reverse("newsroom_repairs"),
                following_url=self._leading_on(before=following) if following else "",
                may_describe=not wanted.is_settled,
                query=request.GET.urlencode(),
            )
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        numbers = {number_in(one) for one in request.POST.getlist("line")[:_MOST_AT_ONCE]}
        lines = repairs_of(request.user).filter(pk__in=numbers)
        done = sum(_settled(line, request) for line in lines)
        if done:
            told = ngettext("%(count)s line is settled.", "%(count)s lines are settled.", done)
            if request.POST.get("do") == "reopen":
                told = ngettext("%(count)s line waits again.", "%(count)s lines wait again.", done)
            messages.success(request, told % {"count": done})
        else:
            messages.warning(request, _("Choose at least one line; nothing was changed."))
        query = request.GET.urlencode()
        return redirect(f"{reverse('newsroom_repairs')}{'?' if query else ''}{query}")

    def _leading_on(self, *, before: int) -> str:
        kept = {key: value for key, value in self.request.GET.items() if key != "before" and value}
        return f"?{urlencode({**kept, 'before': before})}"


class PictureForm(forms.Form):
    """The file of a missing picture, with what must be said about it."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}),
    )
    alt_text = forms.CharField(
        label=gettext_lazy("Alt text"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("What it shows, for somebody who cannot see it."),
    )
    is_decorative = forms.BooleanField(label=gettext_lazy("It only decorates"), required=False)
    credit_line = forms.CharField(label=gettext_lazy("Credit"), required=False, max_length=255)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("alt_text") and not said.get("is_decorative"):
            self.add_error("alt_text", _("Say what it shows, or that it only decorates."))
        return said


class LinkForm(forms.Form):
    """Where a broken link leads from now on."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Story"),
        queryset=Article.objects.all(),
        widget=AdminPageChooser(target_models=[Article]),
        error_messages={"required": gettext_lazy("Choose a story; nothing was changed.")},
    )


class RepairView(RepairScreen):
    """One line: what it is about, and what mends it."""

    template_name = "newsroom/repairs/line.html"

    def look_up(self, **named: Any) -> None:
        lines = repairs_of(self.request.user).select_related("page", "run", "settled_by")
        self.repair = get_object_or_404(lines, **named)

    def get_page_title(self) -> str:
        return capfirst(self.repair.name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self._form()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (line,) = lines_of([self.repair])
        form = kwargs.get("form")
        same = Repair.objects.filter(kind=self.repair.kind, what=self.repair.what, settled_at=None)
        return super().get_context_data(
            line=line,
            repair=self.repair,
            others=same.exclude(pk=self.repair.pk).count(),
            pictures=undescribed_in(self.repair) if self.repair.kind == Kind.PICTURE_WITHOUT_ALT else [],
            media=form.media if form else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request)
        by, at = request.user, timezone.now()
        try:
            match request.POST.get("do"):
                case "link" if form is not None and form.is_valid():
                    repairing.lead_link(self.repair, to=form.cleaned_data["to"], by=by, at=at)
                    return self._done(
                        _("The link leads to “%(headline)s” now.")
                        % {"headline": form.cleaned_data["to"].title}
                    )
                case "withdraw":
                    repairing.withdraw_duplicate(self.repair, by=by, at=at)
                    return self._done(_("It is withdrawn. The other stays."))
                case "settle" | "dismiss" | "reopen":
                    _settled(self.repair, request)
                    return self._done("")
        except AzdararError as error:
            messages.error(request, str(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _form(self, request: HttpRequest | None = None) -> forms.Form | None:
        sent = (
            (request.POST, request.FILES)
            if request and request.POST.get("do") in ("link", "picture")
            else (None, None)
        )
        match self.repair.kind:
            case Kind.BROKEN_LINK:
                return LinkForm(sent[0])
            case Kind.MISSING_PICTURE:
                return PictureForm(*sent)
        return None

    def _done(self, sentence: str) -> HttpResponse:
        if sentence:
            messages.success(self.request, sentence)
        return redirect(_following(self.repair, user=self.request.user))


class BringPictureView(RepairView):
    """The upload of a missing picture: apart, because no lock may be held while a file is stored."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect("newsroom_repair", self.repair.pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PictureForm(request.POST, request.FILES)
        if self.repair.kind != Kind.MISSING_PICTURE:
            return redirect("newsroom_repair", self.repair.pk)
        if form.is_valid():
            try:
                stories = repairing.bring_picture(
                    self.repair, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except AzdararError as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                told = ngettext(
                    "It stands in %(count)s story now.", "It stands in %(count)s stories now.", len(stories)
                )
                return self._done(told % {"count": len(stories)})
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DescribeView(RepairScreen):
    """Pictures without alt text, one after the other: write, Enter, the next."""

    template_name = "newsroom/repairs/describe.html"
    page_title = gettext_lazy("Describe pictures")
    header_icon = "image"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, after=number_in(request.GET.get("after", "")))

    def post(self, request: HttpRequest) -> HttpResponse:
        line = get_object_or_404(self._lines(), pk=number_in(request.POST.get("line", "")))
        after = line.pk - 1
        picture = next(
            (one for one in undescribed_in(line) if str(one.pk) == request.POST.get("picture")), None
        )
        match request.POST.get("do"):
            case "skip":
                return self._show_after(line.pk)
            case "write" | "decorative" as deed if picture is not None:
                try:
                    repairing.describe(
                        picture,
                        alt_text=request.POST.get("alt_text", ""),
                        is_decorative=deed == "decorative",
                        by=request.user,
                        at=timezone.now(),
                    )
                except ValidationError as error:
                    problem = " ".join(error.messages)
                    return self._show(
                        request, after=after, problem=problem, typed=request.POST.get("alt_text", "")
                    )
        if not undescribed_in(line):
            repairing.settle_if_open(line, by=request.user, at=timezone.now())
            after = line.pk
        return self._show_after(after)

    def _next(self, after: int) -> tuple[Repair | None, Picture | None]:
        """The next line with a picture nobody has described, here or elsewhere."""
        following = self._lines().filter(pk__gt=after).order_by("pk")
        for start in range(0, _MOST_AT_ONCE, LINES_ON_A_SCREEN):
            lines = list(following[start : start + LINES_ON_A_SCREEN])
            pictures = undescribed_of(lines) if lines else {}
            for line in lines:
                if pictures[line.pk]:
                    return line, pictures[line.pk][0]
        return None, None

    def _lines(self) -> Any:
        kind = {"kind": Kind.PICTURE_WITHOUT_ALT, "settled_at": None}
        return repairs_of(self.request.user).filter(**kind).select_related("page")

    def _show_after(self, number: int) -> HttpResponse:
        return redirect(f"{reverse('newsroom_describe')}?{urlencode({'after': number})}")

    def _show(self, request: HttpRequest, *, after: int, problem: str = "", typed: str = "") -> HttpResponse:
        line, picture = self._next(after)
        return self.render_to_response(
            self.get_context_data(
                line=lines_of([line])[0] if line else None,
                picture=picture,
                left=self._lines().count(),
                problem=problem,
                typed=typed,
                is_from_start=not after,
            ),
            status=422 if problem else 200,
        )


def _settled(line: Repair, request: Any) -> bool:
    """Do what the buttons of a line ask; returns whether it was done."""
    by, at, note = request.user, timezone.now(), request.POST.get("note", "")
    match request.POST.get("do"):
        case "settle":
            repairing.settle_repair(line, by=by, at=at, note=note)
        case "dismiss":
            repairing.settle_repair(line, by=by, at=at, note=note, is_dismissed=True)
        case "reopen":
            repairing.reopen_repair(line, by=by)
        case _:
            return False
    return True


def _following(repair: Repair, *, user: Any) -> str:
    """Where somebody goes on: the next line of the same queue, else the queues."""
    lines = repairs_of(user).filter(kind=repair.kind, settled_at=None, pk__gt=repair.pk)
    following = lines.order_by("pk").values_list("pk", flat=True).first()
    return reverse("newsroom_repair", args=[following]) if following else reverse("newsroom_repairs")
