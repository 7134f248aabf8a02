//! Numbers: decimal, hexadecimal, octal, binary.

use super::tree::Number;

/// Whether what starts here has to be a number: KDL forbids words that begin like one.
pub(super) fn begins(rest: &[u8]) -> bool {
    let unsigned = match rest {
        [b'+' | b'-', unsigned @ ..] => unsigned,
        _ => rest,
    };
    matches!(unsigned, [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..])
}

/// The value of what is digits and nothing else, and small: nearly every number is.
pub(super) fn small(text: &str) -> Option<i32> {
    let digit = |number, byte: u8| byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0'));
    if (1..=9).contains(&text.len()) { text.bytes().try_fold(0, digit) } else { None }
}

/// The value of `text`, or what is wrong with it.
pub(super) fn read(text: &str) -> Result<Number, &'static str> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    match unsigned.as_bytes() {
        [b'0', b'x', ..] => {
            radix(negative, &unsigned[2..], 16, "a hexadecimal number has digits 0-9 and a-f after `0x`")
        }
        [b'0', b'o', ..] => radix(negative, &unsigned[2..], 8, "an octal number has digits 0-7 after `0o`"),
        [b'0', b'b', ..] => radix(negative, &unsigned[2..], 2, "a binary number has digits 0 and 1 after `0b`"),
        _ => decimal(text, unsigned),
    }
}

fn decimal(text: &str, unsigned: &str) -> Result<Number, &'static str> {
    let rest = digits(unsigned).ok_or("a number needs a digit before its point")?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => (true, digits(rest).ok_or("a number needs a digit after its point")?),
        None => (false, rest),
    };
    let (exponent, rest) = match rest.strip_prefix(['e', 'E']) {
        Some(rest) => {
            let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
            (true, digits(rest).ok_or("an exponent needs a digit")?)
        }
        None => (false, rest),
    };
    if !rest.is_empty() {
        return Err("what starts with a digit has to be a number");
    }
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let integer = if fraction || exponent { None } else { plain.parse().ok().map(Number::Integer) };
    integer.or_else(|| plain.parse().ok().map(Number::Float)).ok_or("not a number")
}

/// What follows a run of digits and `_` that starts with a digit.
fn digits(text: &str) -> Option<&str> {
    text.starts_with(|c: char| c.is_ascii_digit())
        .then(|| text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_'))
}

/// A number in a base that is a power of two. One that does not fit is rounded once: the highest 124 bits or
/// more are kept, and a last bit that stands for all the others.
fn radix(negative: bool, text: &str, base: u32, expected: &'static str) -> Result<Number, &'static str> {
    if text.starts_with('_') || text.is_empty() {
        return Err(expected);
    }
    let (mut kept, mut bits_dropped, mut rest_is_zero) = (0u128, 0i32, true);
    for character in text.chars().filter(|c| *c != '_') {
        let digit = character.to_digit(base).ok_or(expected)?;
        if kept >> 124 == 0 {
            kept = kept * u128::from(base) + u128::from(digit);
        } else {
            bits_dropped = bits_dropped.saturating_add(base.trailing_zeros() as i32);
            rest_is_zero &= digit == 0;
        }
    }
    if bits_dropped == 0
        && let Ok(small) = i128::try_from(kept)
    {
        return Ok(Number::Integer(if negative { -small } else { small }));
    }
    let size = (kept | u128::from(!rest_is_zero)) as f64 * 2f64.powi(bits_dropped);
    Ok(Number::Float(if negative { -size } else { size }))
}
