use super::*;

fn patch(path: &str, old: Option<&str>, new: Option<&str>) -> String {
    let side = |text: &'static str, executable| Side { text: text.as_bytes(), executable };
    let leak = |text: Option<&str>| text.map(|text| side(Box::leak(text.to_owned().into_boxed_str()), false));
    let mut out = Vec::new();
    unified(&Change { path, old: leak(old), new: leak(new) }, &mut out);
    String::from_utf8(out).expect("text in, text out")
}

#[test]
fn a_patch_reads_like_one_of_gits() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    let new = old.replace("5\n", "five\nfünf\n");
    assert_eq!(
        patch("a/b.yml", Some(old), Some(&new)),
        "diff --git a/a/b.yml b/a/b.yml\n--- a/a/b.yml\n+++ b/a/b.yml\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+fünf\n 6\n 7\n 8\n"
    );
    assert_eq!(
        patch("x y", None, Some("1\n")),
        "diff --git a/x y b/x y\nnew file mode 100644\n--- /dev/null\n+++ b/x y\t\n@@ -0,0 +1 @@\n+1\n"
    );
    assert_eq!(
        patch("\"q\"\t", Some("1"), None),
        "diff --git \"a/\\\"q\\\"\\t\" \"b/\\\"q\\\"\\t\"\ndeleted file mode 100644\n--- \"a/\\\"q\\\"\\t\"\n+++ /dev/null\n\
         @@ -1 +0,0 @@\n-1\n\\ No newline at end of file\n"
    );
    assert_eq!(patch("a", Some("1\n"), Some("1\n")), "");
}

fn viewer(per_file: usize, left: usize) -> Viewer {
    Viewer { per_file, left, columns: 20, indent: "  ", color: false }
}

#[test]
fn what_people_see_is_bounded_per_file_in_all_and_to_the_right() {
    let long: String = (0..100).map(|n| format!("{n}\n")).collect();
    let mut viewer = viewer(10, 15);
    let shown = viewer.show(b"", long.as_bytes());
    assert_eq!((shown.added, shown.removed), (100, 0));
    assert!(shown.text.starts_with("  @@ line 1 @@\n  +0\n"), "{}", shown.text);
    assert!(shown.text.ends_with("  +9\n  ... and 90 lines more\n"), "{}", shown.text);
    let shown = viewer.show(b"", long.as_bytes());
    assert!(shown.text.ends_with("  +4\n  ... and 95 lines more\n"), "{}", shown.text);
    let shown = viewer.show(b"", long.as_bytes());
    assert_eq!((shown.added, shown.text.as_str()), (100, ""));
    let wide = viewer_of(&format!("{}\n", "é".repeat(30)));
    assert_eq!(wide, format!("  @@ line 1 @@\n  +{}... 10 more\n", "é".repeat(20)));
}

fn viewer_of(new: &str) -> String {
    viewer(10, 10).show(b"", new.as_bytes()).text
}

#[test]
fn a_terminal_obeys_nothing_that_a_file_says() {
    assert_eq!(viewer_of("\u{1b}[2Jx\u{202e}y\r\n"), "  @@ line 1 @@\n  +\\u{1b}[2Jx\\u{202e}y\\r\n");
    assert_eq!(viewer_of("x"), "  @@ line 1 @@\n  +x  (no line end)\n");
}

#[test]
fn what_looks_like_a_credential_is_not_shown() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let old = format!("url: a\ntoken: {token}\n");
    let shown = viewer(10, 10).show(old.as_bytes(), b"url: a\n");
    assert_eq!(shown.text, "  @@ line 1 @@\n   url: a\n  -token: [hidden]\n");
    assert_eq!(hide(&old, &old), old, "what has been compiled was allowed");
}
