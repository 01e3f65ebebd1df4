"""The table of rules, in the order of the reference; a test compares it with the folder."""

from __future__ import annotations

from reporter.validator.rule import Rule
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

RULES: tuple[Rule, ...] = (
    # metrics
    Rule(unknown_metric, spec=unknown_metric.check),
    Rule(removed_metric, spec=removed_metric.check),
    Rule(stopping_metric, spec=stopping_metric.check),
    Rule(newer_metric, spec=newer_metric.check),
    Rule(refused_metric, spec=refused_metric.check),
    Rule(metric_without_media, spec=metric_without_media.check),
    Rule(unknown_breakdown, spec=unknown_breakdown.check),
    Rule(missing_breakdown, spec=missing_breakdown.check),
    # formulas
    Rule(wrong_formula, spec=wrong_formula.check),
    Rule(unknown_name, spec=unknown_name.check),
    Rule(calculated_name, spec=calculated_name.check),
    Rule(calculated_circle, spec=calculated_circle.check),
    # who and when
    Rule(unknown_account, spec=unknown_account.check, workspace=unknown_account.check_workspace),
    Rule(account_without_client, spec=account_without_client.check),
    Rule(incomplete_account, workspace=incomplete_account.check_workspace),
    Rule(same_account, workspace=same_account.check_workspace),
    Rule(facebook_only, workspace=facebook_only.check_workspace),
    Rule(wrong_period, spec=wrong_period.check),
    Rule(beyond_retention, spec=beyond_retention.check),
    Rule(no_comparison, spec=no_comparison.check),
    Rule(unknown_timezone, spec=unknown_timezone.check, workspace=unknown_timezone.check_workspace),
    Rule(unknown_locale, spec=unknown_locale.check, workspace=unknown_locale.check_workspace),
    # which media
    Rule(wrong_hashtag, spec=wrong_hashtag.check),
    Rule(wrong_pattern, spec=wrong_pattern.check),
    Rule(wrong_media_id, spec=wrong_media_id.check),
    Rule(empty_condition, spec=empty_condition.check),
    Rule(unanswerable, spec=unanswerable.check),
    # what comes out
    Rule(unknown_dimension, spec=unknown_dimension.check),
    Rule(duplicate_entry, spec=duplicate_entry.check, workspace=duplicate_entry.check_workspace),
    Rule(unknown_placeholder, spec=unknown_placeholder.check),
    Rule(wrong_file_name, spec=wrong_file_name.check),
    Rule(same_file, spec=same_file.check),
    Rule(missing_file, spec=missing_file.check),
    Rule(wrong_text, spec=wrong_text.check),
    Rule(unknown_theme, spec=unknown_theme.check, workspace=unknown_theme.check_workspace),
    Rule(unknown_template, spec=unknown_template.check),
    Rule(wrong_template, spec=wrong_template.check),
    # who receives it
    Rule(wrong_recipient, spec=wrong_recipient.check, workspace=wrong_recipient.check_workspace),
    Rule(wrong_contacts, spec=wrong_contacts.check),
    Rule(attachment_not_made, spec=attachment_not_made.check),
    Rule(missing_mail_server, spec=missing_mail_server.check),
    Rule(wrong_mail_server, workspace=wrong_mail_server.check_workspace),
    # the workspace
    Rule(wrong_api_version, workspace=wrong_api_version.check_workspace),
    Rule(literal_secret, document=literal_secret.check_plain_values),
)
