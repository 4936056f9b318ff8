"""Addresses of the account pages, under /fr/ and /en/."""

from django.urls import path

from filiere.site.accounts.views import (
    account,
    approvals,
    forgotten_password,
    invitation,
    pending_form,
    people,
    person,
    privacy_notice,
    second_factor,
)
from filiere.site.accounts.views.sign_in import (
    PasswordChange,
    PasswordNew,
    SignIn,
    SignOut,
    demo_sign_in,
    password_changed,
)

app_name = "accounts"

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/demo/", demo_sign_in, name="demo-sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("password/", PasswordChange.as_view(), name="password"),
    path("password/forgotten/", forgotten_password.password_forgotten, name="password-forgotten"),
    path("password/forgotten/sent/", forgotten_password.password_link_sent, name="password-link-sent"),
    path("password/new/<slug:uidb64>/<str:token>/", PasswordNew.as_view(), name="password-new"),
    path("password/changed/", password_changed, name="password-changed"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("confirm/", second_factor.confirm_identity, name="confirm"),
    path("account/", account.account, name="account"),
    path("account/language/", account.language, name="language"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/data/", account.data, name="data"),
    path("account/erasure/", account.erasure, name="erasure"),
    path("account/second-factors/", second_factor.factors_page, name="factors"),
    path("account/second-factors/add/", second_factor.factor_add, name="factor-add"),
    path("account/second-factors/recovery/", second_factor.recovery_renew, name="recovery-renew"),
    path("account/second-factors/<slug:key>/remove/", second_factor.factor_remove, name="factor-remove"),
    path("account/kept/", pending_form.pending_form_page, name="kept"),
    path("account/kept/discard/", pending_form.pending_form_discard, name="kept-discard"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<slug:key>/", approvals.approval, name="approval"),
    path("people/", people.people, name="people"),
    path("people/invitations/<slug:key>/revoke/", people.invitation_revoke, name="invitation-revoke"),
    path("people/<slug:key>/", person.person, name="person"),
    path("privacy/", privacy_notice.privacy, name="privacy"),
    path("privacy/register/", privacy_notice.processing, name="processing"),
]
