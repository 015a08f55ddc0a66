"""What the paper recommends: picks of a story, a section and the paper, on one kind of screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.widgets import AdminPageChooser

from azdarar.accounts.actions import record
from azdarar.articles.models import Article, Contributor, Section, publishes_in, sections_edited_by, seen_by
from azdarar.errors import AzdararError
from azdarar.fronts.models import Front, PaperPick, SectionPick
from azdarar.fronts.picking import PickPlace, PickWords, change_pick, move_pick, pick_story, unpick
from azdarar.language.scripts import autonym
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.screens.subjects import may_tend_subjects
from azdarar.onward.suggesting import Suggestion, suggest_picks


class InstantField(forms.DateTimeField):
    """A day and an hour on the newsroom's clock, in the browser's own field for them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class WordsForm(forms.Form):
    """What an editor says of a pick."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence, in the first person. Readers see it under the headline."),
    )
    chosen_by = forms.ModelChoiceField(
        Contributor.objects.none(), label=gettext_lazy("Chosen by"), required=False
    )
    begins_at = InstantField(label=gettext_lazy("Shown from"))
    ends_at = InstantField(label=gettext_lazy("Shown until"))

    def __init__(self, *args: Any, of: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contributor.objects.filter(Q(account__isnull=False) | Q(pk=of)).order_by("name")
        field: Any = self.fields["chosen_by"]
        field.queryset = people

    def words(self) -> PickWords:
        """What was said."""
        return PickWords(**{name: self.cleaned_data[name] for name in WordsForm.base_fields})


class PickForm(WordsForm):
    """A story to pick, with a word."""

    story = forms.ModelChoiceField(
        Article.objects.all(),
        label=gettext_lazy("Story"),
        widget=AdminPageChooser(target_models=[Article]),
        error_messages={"required": gettext_lazy("Choose a story.")},
    )
    field_order = ("story",)

    def __init__(self, *args: Any, seen: QuerySet[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["story"]
        field.queryset = seen


@dataclass(frozen=True, slots=True)
class PickLine:
    """A pick in the newsroom's list, with the form that changes it."""

    number: int
    title: str
    language: str
    edit_url: str
    reason: str
    chosen_by: str
    state: str
    begins_at: datetime | None
    ends_at: datetime | None
    is_visible: bool
    form: WordsForm


def state_of(begins_at: datetime | None, ends_at: datetime | None, *, at: datetime) -> str:
    """Whether a pick is shown: ``running``, ``waiting`` for its day, or ``ended``."""
    if begins_at is not None and begins_at > at:
        return "waiting"
    return "ended" if ends_at is not None and ends_at <= at else "running"


def pick_lines(place: PickPlace, *, seen: QuerySet[Article], at: datetime) -> list[PickLine]:
    """What is picked in a place, in order, whether or not it is shown now.

    Args:
        seen: the stories whose headlines somebody may read.
    """
    rows = list(place.rows.select_related("chosen_by", f"{place.field}__locale"))
    known = set(
        seen.filter(pk__in=[getattr(row, f"{place.field}_id") for row in rows]).values_list("pk", flat=True)
    )
    lines = []
    for row in rows:
        story: Article = getattr(row, place.field)
        initial = {name: getattr(row, name) for name in WordsForm.base_fields}
        lines.append(
            PickLine(
                number=row.pk,
                title=story.title if story.pk in known else _("A story you may not read yet"),
                language=story.language,
                edit_url=reverse("wagtailadmin_pages:edit", args=[story.pk]),
                reason=row.reason,
                chosen_by=row.chosen_by.name if row.chosen_by else "",
                state=state_of(row.begins_at, row.ends_at, at=at),
                begins_at=row.begins_at,
                ends_at=row.ends_at,
                is_visible=bool(story.live and story.visible_from and story.visible_from <= at),
                form=WordsForm(initial=initial, prefix=f"pick-{row.pk}", of=row.chosen_by_id),
            )
        )
    return lines


class PickingScreen(GuardedScreen):
    """A screen on which somebody picks for one place; a subclass says which, and who may."""

    header_icon = "pick"
    may_enter = staticmethod(user_has_any_page_permission)
    place: PickPlace

    def picks_context(self, form: PickForm | None = None) -> dict[str, Any]:
        """What the part of the screen that shows picks needs."""
        now = timezone.now()
        form = form or PickForm(seen=self.seen, initial={"chosen_by": self._own_name()})
        lines = pick_lines(self.place, seen=self.seen, at=now)
        return {"picks": lines, "pick_form": form, "suggestions": self._suggestions(now), "media": form.media}

    @cached_property
    def seen(self) -> QuerySet[Article]:
        """The stories this person finds in the newsroom's lists."""
        return Article.objects.filter(seen_by(self.request.user, at=timezone.now()))

    def _suggestions(self, at: datetime) -> list[Suggestion]:
        place, section = self.place, self.place.section
        story = place.story
        language = story.language if story else section.language if section else place.language
        picked = place.rows.values_list(place.field, flat=True)
        within = section.pk if section else None
        return suggest_picks(language=language, section_id=within, story=story, exclude=list(picked), at=at)

    def _own_name(self) -> Contributor | None:
        return Contributor.objects.filter(account=self.request.user).first()

    def do(self, request: HttpRequest) -> HttpResponse | None:
        """Do what a button of the picks asks; None for a button that is not one of them.

        Raises:
            AzdararError: it was refused, in a sentence.
        """
        number, now = number_in(request.POST.get("pick", "")) or 0, timezone.now()
        match request.POST.get("do"):
            case "pick":
                return self._pick(request)
            case "suggested":
                story = get_object_or_404(self.seen, pk=number_in(request.POST.get("story", "")) or 0)
                words = PickWords(chosen_by=self._own_name())
                pick_story(place=self.place, story=story, words=words, at=now)
                return self.done("fronts.story-picked", _("It is picked. Give it a word below."), story.title)
            case "change":
                form = WordsForm(request.POST, prefix=f"pick-{number}", of=self._chooser_of(number))
                if not form.is_valid():
                    messages.error(request, self._first_problem(form))
                    return self.get(request, **self.kwargs, status=422)  # type: ignore[attr-defined,no-any-return]
                change_pick(place=self.place, number=number, words=form.words(), at=now)
                return self.done("fronts.pick-changed", _("The pick was changed."))
            case "unpick":
                unpick(place=self.place, number=number, at=now)
                return self.done("fronts.story-unpicked", _("It is no longer picked."))
            case "up" | "down" as way:
                move_pick(place=self.place, number=number, is_up=way == "up", at=now)
                return redirect(request.path)
        return None

    def _pick(self, request: HttpRequest) -> HttpResponse:
        form = PickForm(request.POST, seen=self.seen)
        if form.is_valid():
            story = form.cleaned_data["story"]
            try:
                pick_story(place=self.place, story=story, words=form.words(), at=timezone.now())
            except AzdararError as error:
                form.add_error(None, str(error))
            else:
                return self.done("fronts.story-picked", _("It is picked."), story.title)
        return self.get(request, **self.kwargs, form=form, status=422)  # type: ignore[attr-defined,no-any-return]

    def _chooser_of(self, number: int) -> int | None:
        row = self.place.rows.filter(pk=number).values_list("chosen_by", flat=True).first()
        return int(row) if row is not None else None

    @staticmethod
    def _first_problem(form: forms.Form) -> str:
        return str(next(iter(form.errors.values()))[0])

    def done(self, what: str, told: str, about: str = "") -> HttpResponse:
        """Note what was done, say so, and show the screen anew."""
        request = self.request
        data = {"what": about[:200]} if about else {}
        record(what=what, by=request.user, about=self.about()[:200], data=data, at=timezone.now())
        messages.success(request, told)
        return redirect(request.path)

    def about(self) -> str:
        """What the audit log calls the place."""
        return self.get_page_subtitle()


class PlaceView(PickingScreen):
    """The picks of a section, or of the paper in a language."""

    template_name = "newsroom/onward/place.html"
    page_title = gettext_lazy("Picks")
    name: str

    def look_up(self, **named: Any) -> None:
        if "language" in named:
            front = Front.objects.filter(locale__language_code=named["language"]).first()
            if front is None:
                raise Http404
            if not may_pick_for(self.request.user, front):
                raise PermissionDenied
            self.place, self.name = PickPlace(language=front.language), autonym(front.language)
            return
        section = get_object_or_404(Section.objects.select_related("locale"), pk=named["pk"])
        if not publishes_in(self.request.user, section):
            raise PermissionDenied
        self.place, self.name = PickPlace(section=section), section.name

    def get_page_subtitle(self) -> str:
        return self.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_picks"), "label": _("Picks")},
            {"url": "", "label": self.name},
        ]

    def get(
        self, request: HttpRequest, form: PickForm | None = None, status: int = 200, **_k: Any
    ) -> HttpResponse:
        context = self.get_context_data(is_of_paper=bool(self.place.language), **self.picks_context(form))
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, **_key: Any) -> HttpResponse:
        try:
            answer = self.do(request)
        except AzdararError as error:
            messages.error(request, str(error))
            return self.get(request, status=422)
        return answer or self.get(request, status=400)


class PicksView(GuardedScreen):
    """Where picks stand: the paper in each language, and its sections; with how many are shown now."""

    template_name = "newsroom/onward/places.html"
    page_title = gettext_lazy("Picks")
    header_icon = "pick"
    may_enter = staticmethod(user_has_any_page_permission)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        running = Q(begins_at=None) | Q(begins_at__lte=now)
        running &= Q(ends_at=None) | Q(ends_at__gt=now)
        of_sections = dict(
            SectionPick.objects.filter(running).values_list("section").annotate(many=Count("pk")).order_by()
        )
        of_paper = dict(
            PaperPick.objects.filter(running).values_list("language").annotate(many=Count("pk")).order_by()
        )
        fronts = [front for front in Front.objects.all() if may_pick_for(request.user, front)]
        ranks = [code for code, _name in settings.LANGUAGES]
        fronts = [front for front in fronts if front.language in ranks]
        fronts.sort(key=lambda front: ranks.index(front.language))
        sections = sections_edited_by(request.user).select_related("locale")
        papers = [
            (
                autonym(front.language),
                reverse("newsroom_paper_picks", args=[front.language]),
                of_paper.get(front.language, 0),
            )
            for front in fronts
        ]
        places = [
            (
                section.name,
                section.language,
                reverse("newsroom_section_picks", args=[section.pk]),
                of_sections.get(section.pk, 0),
            )
            for section in sections.order_by("locale__language_code", "rank", "name")
        ]
        context = {"papers": papers, "sections": places, "may_let_rest": may_tend_subjects(request.user)}
        return self.render_to_response(self.get_context_data(**context))


def may_pick_for(user: Any, front: Front) -> bool:
    """Whether somebody picks for the paper in the language of a front page: whoever publishes that page."""
    return bool(front.permissions_for_user(user).can_publish())
