//! Cells that a spreadsheet would run as a formula, made harmless and given back.
//!
//! A phone such as `+44 20 7946 0000` starts like a formula and can do nothing, so it stays
//! as it is: other programs read it, and a quote before every number would spoil them all.

use std::borrow::Cow;

/// `cell` with a `'` before it if a spreadsheet would take it for a formula.
pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    let needs_quote = match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => !is_number(cell),
        Some('\'') => true,
        _ => false,
    };
    if needs_quote {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// `cell` as it was before [`harmless`], or before a spreadsheet wrote a phone as `=+44…`
/// or `="+44…"`.
pub(super) fn restored(cell: &str) -> &str {
    let quoted = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']));
    if let Some(rest) = quoted {
        return rest;
    }
    if let Some(rest) = cell.strip_prefix('=') {
        let bare = rest
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(rest);
        if is_number(bare) {
            return bare;
        }
    }
    cell
}

/// Digits and what stands between them in a phone, nothing else.
fn is_number(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_digit())
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || " +-().".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_phones_are_not() {
        for (cell, written) in [
            ("+44 20 7946 0000", "+44 20 7946 0000"),
            ("-5", "-5"),
            ("=1+1", "'=1+1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@sum", "'@sum"),
            ("+1+cmd", "'+1+cmd"),
            ("\tx", "'\tx"),
            ("'tis", "''tis"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), written);
            assert_eq!(restored(written), cell);
        }
    }

    #[test]
    fn a_spreadsheets_damage_is_mended() {
        for (cell, meant) in [
            ("=+441174960000", "+441174960000"),
            ("=\"+44 117\"", "+44 117"),
            ("=1+A1", "=1+A1"),
            ("'tis", "'tis"),
        ] {
            assert_eq!(restored(cell), meant);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_back(cell in "[-=+@'\"\t\r0-9a(). ]*|\\PC*") {
            // A cell that is itself `=+44…` is the one thing that is mended, not kept.
            let written = harmless(&cell).into_owned();
            proptest::prop_assert_eq!(restored(&written), cell);
        }
    }
}
