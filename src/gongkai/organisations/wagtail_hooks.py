"""What the back office shows of an account."""

from wagtail.admin.views.account import NameEmailSettingsPanel

from gongkai.organisations.forms import OwnNameForm

# Wagtail lets panels be added but not replaced, and its own asks for a first and a last name.
NameEmailSettingsPanel.form_class = OwnNameForm
