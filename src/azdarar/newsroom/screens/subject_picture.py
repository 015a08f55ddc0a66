"""The picture of a subject: chosen from the paper's, described, and allowed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.images.widgets import AdminImageChooser

from azdarar.accounts.actions import record
from azdarar.articles.models import SubjectPicture
from azdarar.articles.subject_pictures import choose_picture, take_picture_away
from azdarar.errors import AzdararError
from azdarar.media.models import Picture
from azdarar.newsroom.screens.subjects import SubjectScreen


class SubjectPictureForm(forms.Form):
    """Which picture, what it shows, and that it may be shown."""

    picture = forms.ModelChoiceField(
        Picture.objects.all(), label=gettext_lazy("Picture"), widget=AdminImageChooser
    )
    alt_text = forms.CharField(
        label=gettext_lazy("Alt text here"),
        help_text=gettext_lazy("Empty: the picture's own alt text is used."),
        max_length=500,
        required=False,
    )
    may_be_shown = forms.BooleanField(
        label=gettext_lazy("I looked at its terms of use: it may be shown beside this subject"),
        required=False,
    )


class SubjectPictureView(SubjectScreen):
    """One subject's picture, its credit and terms."""

    template_name = "newsroom/subjects/picture.html"
    page_title = gettext_lazy("Picture of a subject")
    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return str(self.subject)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row()
        told = {"picture": row.picture, "alt_text": row.alt_text} if row else {}
        return self._shown(SubjectPictureForm(initial=told))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("do") == "take-away":
            take_picture_away(subject=self.subject, at=timezone.now())
            self._note("")
            messages.success(request, _("No picture is shown any more."))
            return redirect("newsroom_subject_picture", pk)
        form = SubjectPictureForm(request.POST)
        if not form.is_valid():
            return self._shown(form, status=422)
        said = form.cleaned_data
        try:
            choose_picture(
                subject=self.subject,
                picture=said["picture"],
                alt_text=said["alt_text"],
                may_be_shown=said["may_be_shown"],
                at=timezone.now(),
            )
        except AzdararError as error:
            form.add_error(None, str(error))
            return self._shown(form, status=422)
        self._note(said["picture"].title)
        messages.success(request, _("The picture stands on the subject’s page."))
        return redirect("newsroom_subject_picture", pk)

    def _row(self) -> SubjectPicture | None:
        return SubjectPicture.objects.filter(subject=self.subject).select_related("picture").first()

    def _note(self, picture: str) -> None:
        record(
            what="subjects.picture-changed",
            by=self.request.user,
            about=str(self.subject)[:200],
            data={"what": picture[:200]},
            at=timezone.now(),
        )

    def _shown(self, form: SubjectPictureForm, status: int = 200) -> HttpResponse:
        row: Any = self._row()
        context = self.get_context_data(
            subject=self.subject, form=form, media=form.media, picture=row.picture if row else None
        )
        return self.render_to_response(context, status=status)
