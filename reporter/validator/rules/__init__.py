"""The literal table of rules, in the order of the reference; a test holds it against the folder."""

from __future__ import annotations

from types import ModuleType

from reporter.validator.rules import account_without_client
from reporter.validator.rules import attachment_not_made
from reporter.validator.rules import beyond_retention
from reporter.validator.rules import calculated_circle
from reporter.validator.rules import calculated_name
from reporter.validator.rules import duplicate_entry
from reporter.validator.rules import empty_condition
from reporter.validator.rules import facebook_only
from reporter.validator.rules import incomplete_account
from reporter.validator.rules import literal_secret
from reporter.validator.rules import metric_without_media
from reporter.validator.rules import missing_breakdown
from reporter.validator.rules import missing_file
from reporter.validator.rules import missing_mail_server
from reporter.validator.rules import newer_metric
from reporter.validator.rules import no_comparison
from reporter.validator.rules import refused_metric
from reporter.validator.rules import removed_metric
from reporter.validator.rules import same_account
from reporter.validator.rules import same_file
from reporter.validator.rules import stopping_metric
from reporter.validator.rules import unanswerable
from reporter.validator.rules import unknown_account
from reporter.validator.rules import unknown_breakdown
from reporter.validator.rules import unknown_dimension
from reporter.validator.rules import unknown_locale
from reporter.validator.rules import unknown_metric
from reporter.validator.rules import unknown_name
from reporter.validator.rules import unknown_placeholder
from reporter.validator.rules import unknown_template
from reporter.validator.rules import unknown_theme
from reporter.validator.rules import unknown_timezone
from reporter.validator.rules import wrong_api_version
from reporter.validator.rules import wrong_contacts
from reporter.validator.rules import wrong_file_name
from reporter.validator.rules import wrong_formula
from reporter.validator.rules import wrong_hashtag
from reporter.validator.rules import wrong_mail_server
from reporter.validator.rules import wrong_media_id
from reporter.validator.rules import wrong_pattern
from reporter.validator.rules import wrong_period
from reporter.validator.rules import wrong_recipient
from reporter.validator.rules import wrong_template
from reporter.validator.rules import wrong_text

# Each has CODE, a docstring that is its documentation, and one or more of `check` (a spec), `check_workspace`
# (reporter.yaml) and `check_document` (the text of either).
RULES: tuple[ModuleType, ...] = (
    # metrics
    unknown_metric,
    removed_metric,
    stopping_metric,
    newer_metric,
    refused_metric,
    metric_without_media,
    unknown_breakdown,
    missing_breakdown,
    # formulas
    wrong_formula,
    unknown_name,
    calculated_name,
    calculated_circle,
    # who and when
    unknown_account,
    account_without_client,
    incomplete_account,
    same_account,
    facebook_only,
    wrong_period,
    beyond_retention,
    no_comparison,
    unknown_timezone,
    unknown_locale,
    # which media
    wrong_hashtag,
    wrong_pattern,
    wrong_media_id,
    empty_condition,
    unanswerable,
    # what comes out
    unknown_dimension,
    duplicate_entry,
    unknown_placeholder,
    wrong_file_name,
    same_file,
    missing_file,
    wrong_text,
    unknown_theme,
    unknown_template,
    wrong_template,
    # who receives it
    wrong_recipient,
    wrong_contacts,
    attachment_not_made,
    missing_mail_server,
    wrong_mail_server,
    # the workspace
    wrong_api_version,
    literal_secret,
)
