"""Pages that are the same for everybody, signed in or not."""

from django.views.generic import TemplateView


class Accessibility(TemplateView):
    template_name = "portal/accessibility.html"


class About(TemplateView):
    """What this is, and what it does with personal data."""

    template_name = "portal/about.html"
