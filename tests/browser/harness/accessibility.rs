//! What axe-core finds.

use anyhow::{Result, ensure};

use super::{Page, setting};

impl Page {
    /// Fails if axe-core finds a fault in what is shown.
    pub async fn assert_accessible(&self, what: &str) -> Result<()> {
        if self.js("return typeof axe == 'undefined'", &[]).await? {
            let axe = std::fs::read_to_string(setting("AXE_CORE")?)?;
            self.js::<()>(&axe, &[]).await?;
        }
        // A glide of colours isn't what stays. Preloading would be a request.
        let script = "await Promise.allSettled(document.getAnimations().map(it => it.finished));
            const { violations } = await axe.run(document, { preload: false });
            return violations.flatMap(({ id, help, nodes }) => nodes.map(node =>
                `${id}: ${help}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`))";
        let found: Vec<String> = self.js_async(script, &[]).await?;
        ensure!(found.is_empty(), "{what}: {found:#?}");
        Ok(())
    }
}
