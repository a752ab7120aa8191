//! The seal: after it, nothing that runs in the page or in a worker reaches any host.

use serde_json::json;

use crate::harness::{Outcome, Page, Site, small};

/// Tries to reach two hosts (the page's and another) in every way, from the page and from a
/// worker, and waits until each attempt is over. The arguments are their origins.
const ATTEMPTS: &str = r#"
    const settle = promise => Promise.race([
        promise.then(() => 'done', error => String(error)),
        new Promise(done => setTimeout(done, 3000, 'no end')),
    ]);
    const event = (target, ...kinds) => new Promise(done => kinds.forEach(kind => { target['on' + kind] = done; }));
    const ways = `
        const socket = host => new Promise(done => {
            const socket = new WebSocket(host.replace('http', 'ws') + '/socket-from-' + where);
            socket.onopen = socket.onerror = socket.onclose = done;
        });
        const asked = host => [
            fetch(host + '/fetch-from-' + where, { mode: 'no-cors' }),
            socket(host),
        ];`;
    const inWorker = `
        const where = 'worker'; ${ways}
        onmessage = async ({ data: hosts }) => {
            for (const host of hosts) {
                await Promise.allSettled([() => asked(host)].flatMap(go => { try { return go(); } catch { return []; } }));
                try { importScripts(host + '/import'); } catch {}
                try {
                    const nested = new Worker(host + '/nested-from-worker');
                    await new Promise(done => { nested.onerror = nested.onmessage = done; setTimeout(done, 500); });
                } catch {}
            }
            postMessage('over');
        };`;
    const hosts = [...arguments].slice(0, 2);
    const waits = [];
    const go = attempt => { try { waits.push(settle(Promise.resolve(attempt()))); } catch {} };
    for (const host of hosts) {
        go(() => fetch(host + '/fetch-from-page', { mode: 'no-cors' }));
        go(() => navigator.sendBeacon(host + '/beacon-from-page', 'x'));
        go(() => { const image = new Image(); const over = event(image, 'load', 'error'); image.src = host + '/image-from-page'; return over; });
        go(() => event(new WebSocket(host.replace('http', 'ws') + '/socket-from-page'), 'open', 'error', 'close'));
        go(() => { const script = document.createElement('script'); const over = event(script, 'load', 'error'); script.src = host + '/script-from-page'; document.head.append(script); return over; });
        go(() => { const sheet = document.createElement('link'); const over = event(sheet, 'load', 'error'); sheet.rel = 'stylesheet'; sheet.href = host + '/style-from-page'; document.head.append(sheet); return over; });
        go(() => event(new Worker(host + '/worker-from-page'), 'message', 'error'));
    }
    const worker = new Worker(URL.createObjectURL(new Blob([inWorker], { type: 'text/javascript' })));
    worker.postMessage(hosts);
    await Promise.all([...waits, event(worker, 'message', 'error')]);
    worker.terminate();
    return true;
"#;

async fn attempt(page: &Page, foreign: &Site) -> Outcome {
    page.allow(&[
        "policy:",
        "Content Security Policy",
        "Content-Security-Policy",
        "Refused to",
        "violates",
        "blocked",
    ]);
    page.js_async::<bool>(ATTEMPTS, &[json!(page.site.origin()), json!(foreign.origin())]).await?;
    Ok(())
}

pub async fn nothing_reaches_a_host(page: &Page) -> Outcome {
    let foreign = Site::empty()?;
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    attempt(page, &foreign).await?;
    assert_eq!(foreign.requests(), Vec::<String>::new());
    assert_eq!(page.requests_after_load().into_iter().collect::<Vec<_>>(), Vec::<String>::new());
    Ok(())
}

/// The attempts are real ones: on a page without policy they reach both hosts.
pub async fn without_the_seal_all_of_it_would(page: &Page) -> Outcome {
    let foreign = Site::empty()?;
    page.site.put(
        "bare.html",
        b"<!doctype html><html><head></head><body class=viewer>bare</body></html>",
    )?;
    let address = page.site.page("").replace("index.html", "bare.html");
    page.browser.web.goto(&address).await?;
    page.allow(&["404", "405", "WebSocket", "MIME", "Failed to", "error", "ERR_"]);
    attempt(page, &foreign).await?;
    let of_page = ["fetch", "beacon", "image", "socket", "script", "style"]
        .map(|way| format!("{way}-from-page"));
    let of_worker = ["fetch-from-worker", "socket-from-worker", "import"].map(str::to_owned);
    for (host, requests) in [("its own", page.site.requests()), ("another", foreign.requests())] {
        for way in of_page.iter().chain(&of_worker) {
            assert!(
                requests.iter().any(|request| request.contains(way)),
                "{way} reaches {host}: {requests:#?}"
            );
        }
    }
    let own = page.site.requests();
    assert!(own.iter().any(|request| request.contains("worker-from-page")), "{own:#?}");
    Ok(())
}
