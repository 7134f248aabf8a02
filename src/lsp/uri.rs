//! Addresses of files, as editors write them (RFC 3986, RFC 8089).

use std::path::{Component, Path, PathBuf};

/// The file that an address names; none for what is no file: `untitled:`, `git:`, another host's.
pub fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    if !rest.starts_with('/') {
        return None;
    }
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let decoded = decode(&rest[..end])?;
    // `/c:/work` is a path with a drive.
    let bytes = decoded.as_bytes();
    let drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    let path = PathBuf::from(if drive { &decoded[1..] } else { decoded.as_str() });
    let plain = path.components().all(|part| !matches!(part, Component::ParentDir | Component::CurDir));
    (plain && !decoded.contains('\0')).then_some(path)
}

/// The address of a file.
pub fn of(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut out = String::from("file://");
    if !text.starts_with('/') {
        out.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = bytes.get(at + 1..at + 3)?;
            out.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for name in ["/a/deploy.kdl", "/with space/\u{e4}\u{1f600}/100%.kdl", "/a#b?c/x"] {
            assert_eq!(path(&of(Path::new(name))).as_deref(), Some(Path::new(name)), "{name}");
        }
        assert_eq!(of(Path::new("/a b")), "file:///a%20b");
        assert_eq!(path("file:///c%3A/ada/deploy.kdl"), Some(PathBuf::from("c:/ada/deploy.kdl")));
    }

    #[test]
    fn what_is_no_file_here_has_no_path() {
        for uri in ["untitled:Untitled-1", "file://server/share/x", "git:/a/b", "file:///a/%zz", "file:///a/../b", "x"]
        {
            assert_eq!(path(uri), None, "{uri}");
        }
    }
}
