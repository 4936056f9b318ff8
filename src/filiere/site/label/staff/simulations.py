"""Running a simulation from a page: which points of weight move, for whom, and under which release."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.referentials import Release
from filiere.site.accounts.decorators import page
from filiere.site.kit import fields
from filiere.site.kit.forms import show_faults
from filiere.site.label.actions.run_simulation import run_simulation
from filiere.site.label.simulation_aggregates import WeightMove
from filiere.site.label.visible_releases import ReleaseCatalogue, visible_catalogue

DOSSIERS = 500


class _PlainDigits:
    """A field of numbers that takes the digits 0 to 9 only: Python would read those of any script, unsaid."""

    def to_python(self, value: Any) -> Any:
        if any(sign.isdecimal() and not sign.isascii() for sign in str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")  # type: ignore[attr-defined]
        return super().to_python(value)  # type: ignore[misc]


class PointsField(_PlainDigits, fields.BilingualField, forms.DecimalField):
    """Points of weight."""


class SeedField(_PlainDigits, fields.IntegerField):
    """The number that a draw starts from."""


class SimulationForm(forms.Form):
    """What is tried on made-up dossiers of one release."""

    after = fields.ChoiceField(
        Text(fr="Version d’évaluation", en="Version to assess them under"),
        Text(
            fr="Avec une version suivante, les dossiers sont d’abord migrés vers elle.",
            en="Under a later version, dossiers are first migrated to it.",
        ),
        required=False,
    )
    source = fields.ChoiceField(
        Text(fr="Prendre des points à la rubrique", en="Take points from the theme"), required=False
    )
    target = fields.ChoiceField(Text(fr="Les donner à la rubrique", en="Give them to the theme"), required=False)
    seed = SeedField(
        Text(fr="Nombre de départ du tirage", en="Draw seed"),
        Text(fr="Le même nombre redonne les mêmes dossiers.", en="The same seed gives the same dossiers again."),
        min_value=0,
        max_value=2**31 - 1,
        initial=1,
    )

    def __init__(self, release: Release, shelf: ReleaseCatalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.release = release
        none = Text(fr="Aucune", en="None")
        themes = [("", str(none)), *((one.key, str(one.text)) for one in release.themes)]
        same = Text(fr="La même version, avec d’autres poids", en="The same version, with other weights")
        others = [(one.id, str(one.title)) for one in shelf.of(release.referential.key) if one.id != release.id]
        fields.offer_choices(self, "after", [("", str(same)), *others])
        fields.offer_choices(self, "source", themes)
        fields.offer_choices(self, "target", themes)
        for key, category in release.referential.categories.items():
            self.fields[f"points_{key}"] = PointsField(
                Text(fr=f"Points déplacés : {category.text.fr}", en=f"Points moved: {category.text.en}"),
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
                localize=True,
            )
        self.order_fields(["after", "source", "target", *(name for name in self.fields if name.startswith("points_"))])

    def move(self) -> WeightMove | None:
        """The points that move; None when no theme or no point was given."""
        points = {
            key: value
            for key in self.release.referential.categories
            if (value := self.cleaned_data.get(f"points_{key}"))
        }
        source, target = self.cleaned_data["source"], self.cleaned_data["target"]
        return WeightMove(source, target, points) if source and target and points else None

    def clean(self) -> dict[str, Any]:
        """Say what is missing: two themes go with points, and points with two themes."""
        data = super().clean() or self.cleaned_data
        points = any(data.get(f"points_{key}") for key in self.release.referential.categories)
        ends = [name for name in ("source", "target") if data.get(name)]
        if points and len(ends) < 2:
            missing = "target" if "source" in ends else "source"
            self.add_error(
                missing,
                str(
                    Text(
                        fr="Indiquez de quelle rubrique les points sont retirés, et à laquelle ils vont.",
                        en="Choose the theme the points come from and the one they go to.",
                    )
                ),
            )
        if ends and not points:
            self.add_error(
                None,
                str(
                    Text(
                        fr="Indiquez combien de points déplacer, pour une catégorie au moins.",
                        en="Enter how many points to move, for at least one category.",
                    )
                ),
            )
        return data


@page("referential:simulate")
@require_http_methods(["GET", "HEAD", "POST"])
def run_simulation_page(request: HttpRequest) -> HttpResponse:
    """The form; on sending, the simulation is run while the person waits, some seconds."""
    shelf = visible_catalogue(request.user)
    labels = [one for one in shelf.kinds["label"] if one.award is not None]
    wanted = request.POST.get("release") or request.GET.get("release", "")
    release = next((one for one in labels if one.id == wanted), labels[0] if labels else None)
    context: dict[str, Any] = {
        "nav": "staff",
        "labels": [(one.id, str(one.title)) for one in labels],
        "release": release,
        "wanted": wanted if wanted and release is not None and release.id != wanted else "",
        "dossiers": DOSSIERS,
        "form": None,
    }
    if release is None:
        return render(request, "label/staff/simulate.html", context)
    form = SimulationForm(release, shelf, request.POST if request.method == "POST" else None)
    context["form"] = form
    if request.method != "POST":
        return render(request, "label/staff/simulate.html", context)
    if form.is_valid():
        try:
            made = run_simulation(
                release.id,
                form.cleaned_data["after"] or None,
                actor=request.user,
                move=form.move(),
                dossiers=DOSSIERS,
                seed=form.cleaned_data["seed"],
            )
        except Faults as faults:
            show_faults(form, faults)
        else:
            done = Text(fr="Simulation faite et publiée.", en="Simulation run and published.")
            messages.success(request, str(done))
            return redirect("label:simulation", pk=made.pk)
    return render(request, "label/staff/simulate.html", context, status=422)
