"""allauth's addresses that the paper answers itself, under allauth's names; the rest is allauth's."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from azdarar.accounts.doors import factors, person, views

urlpatterns = [
    path("me.json", person.me, name="accounts_me"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/code/", views.RequestCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("signup/", views.SignUp.as_view(), name="account_signup"),
    path("confirm-email/", views.SignUpSent.as_view(), name="account_email_verification_sent"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", views.ConfirmAddress.as_view(), name="account_confirm_email"
    ),
    path("password/reset/", views.ResetRequest.as_view(), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-.\w]+)/$",
        views.ResetByLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("password/set/", views.SetPassword.as_view(), name="account_set_password"),
    path("email/", views.ChangeAddress.as_view(), name="account_email"),
    path("reauthenticate/", views.ConfirmItIsYou.as_view(), name="account_reauthenticate"),
    path("2fa/authenticate/", factors.AfterPassword.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    # One page shows all that opens the door.
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("2fa/webauthn/login/", factors.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("2fa/webauthn/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
]
