"""大厅的地址。"""

from django.conf import settings
from django.urls import path

from portal.views import (
    account,
    cases,
    catalogue,
    demo,
    drafts,
    halls,
    inbox,
    level,
    looks,
    passwords,
    public,
    sign_in,
    sign_up,
    terms,
    unit_people,
    verify,
)

app_name = "portal"

urlpatterns = [
    path("", public.Home.as_view(), name="home"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("login/code/", sign_in.SignInCode.as_view(), name="login_code"),
    path("login/forgotten/", passwords.ForgottenPassword.as_view(), name="forgotten_password"),
    path("login/reset/", passwords.ResetPassword.as_view(), name="reset_password"),
    path("sign-up/", sign_up.SignUp.as_view(), name="sign_up"),
    path("sign-up/code/", sign_up.SignUpCode.as_view(), name="sign_up_code"),
    path("sign-up/check/", sign_up.SignUpCheck.as_view(), name="sign_up_check"),
    path("sign-up/password/", sign_up.SignUpPassword.as_view(), name="sign_up_password"),
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("choose/", sign_in.ChooseHall.as_view(), name="choose_hall"),
    path("session/", account.SessionLeft.as_view(), name="session_left"),
    path("account/devices/", account.Devices.as_view(), name="devices"),
    path("account/drafts/", drafts.Drafts.as_view(), name="drafts"),
    path("account/drafts/keep/", drafts.KeepDraft.as_view(), name="keep_draft"),
    path("account/level/", level.Level.as_view(), name="level"),
    path("account/password/", passwords.ChangePassword.as_view(), name="change_password"),
    path("account/choose-password/", passwords.ChoosePassword.as_view(), name="choose_password"),
    path("first-admin/<str:token>/", sign_in.FirstAdmin.as_view(), name="first_admin"),
    path("unit/", halls.UnitHome.as_view(), name="unit_home"),
    path("unit/people/", unit_people.UnitPeople.as_view(), name="unit_people"),
    path("unit/people/appoint/", unit_people.Appoint.as_view(), name="unit_appoint"),
    path("unit/people/<int:pk>/", unit_people.UnitPerson.as_view(), name="unit_person"),
    path("unit/people/<int:pk>/dismiss/", unit_people.Dismiss.as_view(), name="unit_dismiss"),
    path("me/", halls.PersonalHome.as_view(), name="personal_home"),
    path("unit/messages/", inbox.UnitMessages.as_view(), name="unit_messages"),
    path("unit/messages/<int:pk>/", inbox.UnitMessage.as_view(), name="unit_message"),
    path("unit/messages/settings/", inbox.UnitMessageSettings.as_view(), name="unit_message_settings"),
    path("me/messages/settings/", inbox.OwnMessageSettings.as_view(), name="own_message_settings"),
    path("me/messages/", inbox.OwnMessages.as_view(), name="own_messages"),
    path("me/messages/<int:pk>/", inbox.OwnMessage.as_view(), name="own_message"),
    path("me/looks/", looks.OwnLooks.as_view(), name="own_looks"),
    path("calculators/contribution/", public.ContributionCalculatorPage.as_view(), name="contribution_calculator"),
    path("calculators/loan/", public.LoanCalculatorPage.as_view(), name="loan_calculator"),
    path("unit/cases/", cases.UnitCases.as_view(), name="unit_cases"),
    path("unit/cases/<int:pk>/", cases.UnitCase.as_view(), name="unit_case"),
    path("me/cases/", cases.PersonalCases.as_view(), name="personal_cases"),
    path("me/cases/<int:pk>/", cases.PersonalCase.as_view(), name="personal_case"),
    path("items/", catalogue.Items.as_view(), name="items"),
    path("items/<str:code>/", catalogue.ItemPage.as_view(), name="item"),
    path("progress/", catalogue.Progress.as_view(), name="progress"),
    path("verify/", verify.Verify.as_view(), name="verify"),
    path("elder/", public.Elder.as_view(), name="elder"),
    path("favicon.ico", public.Favicon.as_view(), name="favicon"),
]
if settings.GJJ_DEMO:
    urlpatterns += [
        path("demo/sms/", demo.SmsInbox.as_view(), name="demo_sms"),
        path("demo/components/", public.Components.as_view(), name="components"),
    ]
