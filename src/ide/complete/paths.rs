//! Files and folders of the repository, one folder at a time.

use super::{ALLOWED, Asked, ItemKind, LIKELY, List as Offers, Offer, RARE};
use crate::schema::List;

/// More names than anybody reads.
const MOST: usize = 500;

/// Offers what lies in the folder that was typed so far.
pub fn offer(place: &Asked<'_>, which: List, list: &mut Offers) {
    // Paths of `include` start at the folder of their file, all others at that of the main spec.
    let base = match which {
        List::Specs => place.source.path.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => "",
    };
    let typed = list.word.typed.clone();
    let (folder, _) = typed.rsplit_once('/').unwrap_or(("", ""));
    let Some(inside) = join(base, folder) else { return };
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut specs = false;
    for name in place.world.list(&inside).unwrap_or_default().into_iter().take(MOST) {
        let Some(full) = join(&inside, &name) else { continue };
        let below = place.world.list(&full).is_ok_and(|names| !names.is_empty());
        let fits = match which {
            List::Specs => below || name.ends_with(".kdl"),
            List::Folders => below,
            _ => true,
        };
        if !fits || name == ".git" {
            continue;
        }
        specs |= name.ends_with(".kdl") && !below;
        let hidden = name.starts_with('.') || matches!(name.as_str(), "node_modules" | "target");
        let wanted = below == (which == List::Folders) || which == List::Paths;
        let tier = if hidden {
            RARE
        } else if wanted {
            LIKELY
        } else {
            ALLOWED
        };
        let kind = if below { ItemKind::Folder } else { ItemKind::File };
        let value = format!("{prefix}{name}");
        if full != place.source.path {
            list.text(Offer::new(&value, kind, tier), &value);
        }
    }
    if which == List::Specs && specs && !folder.is_empty() {
        let value = format!("{prefix}*.kdl");
        list.text(Offer::new(&value, ItemKind::File, LIKELY).detail("every spec of the folder"), &value);
    }
}

/// A path below another one; `None` where it leads out of the repository.
fn join(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', '\0', ':', '*']) {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
