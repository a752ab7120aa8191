//! The release page's `index.html`: text in, text out.

use anyhow::{Context, Result, ensure};

use super::later::LATER_STYLES;
use super::policy::policy;

/// A part and the address that the page shall fetch it from.
pub struct PartAddress {
    /// As in `data-part`.
    pub name: &'static str,
    /// Relative to the page.
    pub address: String,
}

/// What opens each line that this module writes, so that a second pass can take it out again.
const OURS: &str = "<!-- release -->";

/// Writes the parts' addresses and the policy into a page that Trunk made. Doing it twice changes nothing.
pub fn finish(page: &str, parts: &[PartAddress]) -> Result<String> {
    // A browser reads line ends as LF before it hashes a script.
    let page = page.replace("\r\n", "\n");
    let mut page: String =
        page.split_inclusive('\n').filter(|line| !line.starts_with(OURS)).collect();
    for part in parts {
        page = with_address(&page, part)?;
    }
    page = page.split_inclusive('\n').map(with_later_style).collect();
    let policy = policy(&inline_scripts(&page)?);
    // A policy binds only what follows it; the declaration of the encoding comes before everything.
    let charset = "<meta charset=\"utf-8\">\n";
    let at = page.find(charset).with_context(|| format!("index.html has no line {charset:?}"))?
        + charset.len();
    let policy =
        format!("{OURS}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
    page.insert_str(at, &policy);
    Ok(page)
}

/// The texts of the scripts that stand in the page itself.
pub fn inline_scripts(page: &str) -> Result<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let (attributes, after) =
            after.split_once('>').context("index.html has a <script without >")?;
        let (text, after) =
            after.split_once("</script>").context("index.html has a <script> without </script>")?;
        if !attributes.contains("src=") {
            scripts.push(text);
        }
        rest = after;
    }
    Ok(scripts)
}

/// A line of the page; where it is a style sheet that comes later, it only says where that is.
fn with_later_style(line: &str) -> String {
    let address = line.trim_start().strip_prefix("<link rel=\"stylesheet\" href=\"./");
    let address = address.and_then(|rest| rest.split_once('"')).map(|(address, _)| address);
    match address.filter(|address| LATER_STYLES.iter().any(|start| address.starts_with(start))) {
        Some(address) => {
            format!(
                "  <meta name=\"flamedrop-part\" data-part=\"style\" content=\"./{address}\">\n"
            )
        }
        None => line.to_owned(),
    }
}

/// The page with the address of one part in its `<meta>`.
fn with_address(page: &str, part: &PartAddress) -> Result<String> {
    let name = format!("<meta name=\"flamedrop-part\" data-part=\"{}\" content=\"", part.name);
    let mut pieces = page.split(&name);
    let (before, after) = (pieces.next(), pieces.next());
    ensure!(pieces.next().is_none(), "index.html has more than one {name}…");
    let (before, after) =
        before.zip(after).with_context(|| format!("index.html has no {name}…"))?;
    let (_, after) = after.split_once('"').with_context(|| format!("{name}… isn't closed"))?;
    Ok(format!("{before}{name}{}\"{after}", part.address))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{PartAddress, finish};

    const TRUNKS: &str = r#"<!DOCTYPE html>
<head>
<meta charset="utf-8">
<meta name="flamedrop-part" data-part="engine-script" content="./engine.js">
<meta name="flamedrop-part" data-part="files-script" content="./files.js">
<link rel="stylesheet" href="./base-1.css" data-integrity="none"/>
<link rel="stylesheet" href="./stage-2.css" data-integrity="none"/>
<script type="module">start()</script>
<script src="./other.js"></script>
</head>
"#;

    fn finished(page: &str) -> anyhow::Result<String> {
        let part = |name, address: &str| PartAddress { name, address: address.to_owned() };
        finish(
            page,
            &[part("engine-script", "./engine-1.js"), part("files-script", "./files-2.js")],
        )
    }

    #[test]
    fn parts_later_styles_and_policy_are_written_and_nothing_else_is_changed() {
        let page = finished(TRUNKS).expect("the page has all that is needed");
        expect![[r#"
            <!DOCTYPE html>
            <head>
            <meta charset="utf-8">
            <!-- release --><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='; worker-src 'self' blob:; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'">
            <meta name="flamedrop-part" data-part="engine-script" content="./engine-1.js">
            <meta name="flamedrop-part" data-part="files-script" content="./files-2.js">
            <link rel="stylesheet" href="./base-1.css" data-integrity="none"/>
              <meta name="flamedrop-part" data-part="style" content="./stage-2.css">
            <script type="module">start()</script>
            <script src="./other.js"></script>
            </head>
        "#]].assert_eq(&page);
    }

    #[test]
    fn finishing_twice_changes_nothing() {
        let once = finished(TRUNKS).expect("the page has all that is needed");
        let twice = finished(&once).expect("a finished page has it too");
        assert_eq!(once, twice);
    }

    #[test]
    fn line_ends_of_windows_give_the_same_page() {
        let windows =
            finished(&TRUNKS.replace('\n', "\r\n")).expect("the page has all that is needed");
        assert_eq!(windows, finished(TRUNKS).expect("the page has all that is needed"));
    }

    #[test]
    fn a_page_without_a_place_for_a_part_is_an_error_that_names_it() {
        let error =
            finished(&TRUNKS.replace("files-script", "other")).expect_err("no place for the files");
        assert!(error.to_string().contains("files-script"), "{error}");
    }
}
