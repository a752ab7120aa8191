//! What is said of source maps and of lists of WebAssembly's names: what they named, and of which file.

use protocol::MapSummary;

/// What became of a map.
pub fn sentence(map: &MapSummary) -> String {
    let MapSummary { name, of, functions } = map;
    let of = of.join(" or ");
    match functions {
        0 if of.is_empty() => format!("{name} doesn't say which file it is of."),
        0 => format!(
            "{name} gave no names yet: no open profile has functions of {of} at places that it \
             knows."
        ),
        1 => format!("{name} named 1 function of {of}."),
        _ => format!("{name} named {functions} functions of {of}."),
    }
}

/// What to do about a map that named nothing.
pub fn advice(map: &MapSummary) -> &'static str {
    if map.of.is_empty() {
        "Call it as that file, with .map behind it, and open it again."
    } else {
        "Open a profile of the code that it was made with; its functions need lines and columns."
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use protocol::MapSummary;

    fn map(of: &[&str], functions: u32) -> MapSummary {
        let of = of.iter().map(|&name| name.to_owned()).collect();
        MapSummary { name: "bundle.js.map".to_owned(), of, functions }
    }

    #[test]
    fn maps_say_what_they_named() {
        assert_eq!(
            sentence(&map(&["bundle.js"], 132)),
            "bundle.js.map named 132 functions of bundle.js."
        );
        assert_eq!(
            sentence(&map(&["main.js", "bundle.js"], 1)),
            "bundle.js.map named 1 function of main.js or bundle.js."
        );
        assert_eq!(
            sentence(&map(&["bundle.js"], 0)),
            "bundle.js.map gave no names yet: no open profile has functions of bundle.js at places \
             that it knows."
        );
        assert_eq!(sentence(&map(&[], 0)), "bundle.js.map doesn't say which file it is of.");
    }
}
