//! Packages of functions that are no native code: Python, JavaScript, Java, Ruby, .NET.

/// Whether a source file's ending says that its code isn't compiled ahead of time.
pub fn is_script_file(file: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        ".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".rb", ".php", ".java", ".kt",
        ".scala", ".lua", ".ex",
    ];
    let path = file.split(['?', '#']).next().unwrap_or(file);
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// The file in a name such as py-spy's `run (app/main.py:12)`.
pub fn file_in_name(name: &str) -> Option<&str> {
    let (_, place) = name.strip_suffix(')')?.rsplit_once(" (")?;
    let file = match place.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => file,
        _ => place,
    };
    (is_script_file(file) || file.starts_with("<frozen ")).then_some(file)
}

/// The package that a source file belongs to: the one of a package manager, the host of a URL, or
/// else the file itself.
pub fn package_of_file(file: &str) -> String {
    for folder in ["node_modules/", "site-packages/", "dist-packages/", "/gems/"] {
        if let Some((_, inside)) = file.rsplit_once(folder) {
            return first_folders(inside, if inside.starts_with('@') { 2 } else { 1 });
        }
    }
    if file.starts_with("<frozen ") || file.contains("/lib/python") {
        return "python".to_owned();
    }
    if file.starts_with("node:") {
        return "node".to_owned();
    }
    if let Some((_, rest)) = file.split_once("://") {
        return first_folders(rest, 1);
    }
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned()
}

fn first_folders(path: &str, count: usize) -> String {
    let parts: Vec<&str> = path.split('/').take(count).collect();
    // A package may be a single file: `six.py`.
    parts.join("/").trim_end_matches(".py").to_owned()
}

/// The package of a Java method, as profilers write it: `java/util/HashMap.get` or
/// `java.util.HashMap.get`; at most three folders of it. `None` if the name isn't of that kind.
pub fn java_package(name: &str) -> Option<String> {
    let path = name.split('(').next().unwrap_or(name);
    let parts: Vec<&str> = path.split(['/', '.']).collect();
    // The package ends where the class begins: with a capital letter.
    let class = parts.iter().position(|part| part.starts_with(|c: char| c.is_uppercase()))?;
    let is_package = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let package = &parts[..class];
    if package.is_empty() || class + 1 >= parts.len() || !package.iter().all(is_package) {
        return None;
    }
    Some(package[..package.len().min(3)].join("."))
}
