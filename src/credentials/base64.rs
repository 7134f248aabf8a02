//! Text in base64: configuration, not chance.

/// What `word` says, where it is base64 (either alphabet, with or without padding) of a text in ASCII.
pub fn text(word: &[u8]) -> Option<String> {
    let (mut out, mut buffer, mut bits) = (Vec::with_capacity(word.len() * 3 / 4), 0u32, 0);
    for byte in word {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let decoded = (buffer >> bits) as u8;
            // Chance would have to give a printable character each time: at 15 bytes one in 300 million.
            if !(decoded.is_ascii_graphic() || decoded.is_ascii_whitespace()) {
                return None;
            }
            out.push(decoded);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn configuration_is_read_and_noise_is_not() {
        assert_eq!(super::text(b"eyJhIjoxLCJiIjoidHdvIn0").as_deref(), Some("{\"a\":1,\"b\":\"two\"}"));
        assert_eq!(super::text(b"opentelemetry-collector"), None);
    }
}
