"""Every write to accounts; each is described where it is made.

Downwards inside: invitations know roles, roles know staff, staff know access, access knows the audit log.
"""

from azdarar.accounts.actions.access import (
    end_other_access,
    end_session,
    forget_ended_sessions,
    note_device_seen,
    remember_device,
    sign_out_everywhere,
)
from azdarar.accounts.actions.audit import record
from azdarar.accounts.actions.invitations import (
    INVITATION_SPAN,
    BadAddressError,
    InvitationSpentError,
    accept_invitation,
    invitation_for,
    invite_again,
    invite_staff,
    invite_staff_by_mail,
    revoke_invitation,
)
from azdarar.accounts.actions.leaving import (
    TIME_TO_RETURN,
    LastAdministratorError,
    ask_for_erasure,
    call_off_erasure,
    erase_account,
    erase_due_accounts,
)
from azdarar.accounts.actions.readers import (
    change_profile,
    forget_unconfirmed,
    seem_to_sign_up,
    sign_up,
)
from azdarar.accounts.actions.roles import (
    ROLES,
    NotYoursToGrantError,
    UnknownLanguageError,
    UnknownRoleError,
    grant_role,
    revoke_role,
)
from azdarar.accounts.actions.staff import (
    NotYoursToManageError,
    begin_grace,
    disable_account,
    enable_account,
    forget_factors,
    note_failed_attempt,
    record_export,
)

__all__ = [
    "INVITATION_SPAN",
    "ROLES",
    "TIME_TO_RETURN",
    "BadAddressError",
    "InvitationSpentError",
    "LastAdministratorError",
    "NotYoursToGrantError",
    "NotYoursToManageError",
    "UnknownLanguageError",
    "UnknownRoleError",
    "accept_invitation",
    "ask_for_erasure",
    "begin_grace",
    "call_off_erasure",
    "change_profile",
    "disable_account",
    "enable_account",
    "end_other_access",
    "end_session",
    "erase_account",
    "erase_due_accounts",
    "forget_ended_sessions",
    "forget_factors",
    "forget_unconfirmed",
    "grant_role",
    "invitation_for",
    "invite_again",
    "invite_staff",
    "invite_staff_by_mail",
    "note_device_seen",
    "note_failed_attempt",
    "record",
    "record_export",
    "remember_device",
    "revoke_invitation",
    "revoke_role",
    "seem_to_sign_up",
    "sign_out_everywhere",
    "sign_up",
]
