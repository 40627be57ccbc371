"""Which layer of a picture a slot shows, and how it turns from one to another: at the other's key frame, in the same packet.

A camera may come in two layers (RFC 8853), each a `Publication`; a slot shows one at a time. Until the wanted layer begins
with a key frame the present one goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.media.publication import Publication
    from server.media.slot import Slot

ALIVE_NS = 700_000_000
"""A layer that brought nothing for this long has been dropped by its sender."""
AGAIN_NS = 2_000_000_000
"""A slot goes up to a larger layer this long after it last turned, at the soonest."""


def comes(layer: Publication, now_ns: int) -> bool:
    """Whether packets of the layer arrive just now."""
    return layer.ssrc != 0 and now_ns - layer.heard_ns < ALIVE_NS


def choose(slot: Slot, high: bool, now_ns: int) -> None:
    """Turn the slot to the layer that its peer can take and that comes: the largest only where `high` allows it."""
    source = slot.source
    if source is None or slot.paused or len(source.layers) < 2:
        return
    there = [layer for layer in source.layers if comes(layer, now_ns)]
    if not there:
        return
    wanted = there[0] if high else there[-1]
    rises = source.layers.index(wanted) < source.layers.index(source)
    if rises and comes(source, now_ns) and now_ns - slot.turned_ns < AGAIN_NS:
        return
    if wanted is source:
        forget(slot)
    else:
        turn(slot, wanted, now_ns)


def turn(slot: Slot, layer: Publication, now_ns: int) -> None:
    """Show `layer` from its next key frame on, which is asked for."""
    if slot.pending is layer:
        return
    forget(slot)
    slot.pending = layer
    layer.waiting.append(slot)
    layer.want_key(now_ns)


def forget(slot: Slot) -> None:
    """The slot waits for no other layer any more."""
    if slot.source is not None:
        for layer in slot.source.layers:
            if slot in layer.waiting:
                layer.waiting.remove(slot)
    slot.pending = None


def adopt(layer: Publication, now_ns: int) -> None:
    """The layer begins a picture here: whoever waits for it, or for any picture at all, is shown it from this packet on."""
    for slot in layer.waiting[:]:
        wanted = slot.pending is layer or (slot.pending is None and slot.awaits_key)
        before, turned = slot.source, slot.pending is layer
        forget(slot)
        if not wanted or before is None or slot.paused:
            continue
        before.drop(slot)
        slot.source = layer
        if turned:
            slot.turned_ns = now_ns
        slot.restart()
        layer.add(slot)


def pause(slot: Slot, paused: bool, now_ns: int) -> None:
    """Send the slot no picture, or send it again from the next key frame on."""
    if paused is slot.paused or slot.kind != "video":
        return
    slot.paused = paused
    source = slot.source
    if source is None:
        return
    if paused:
        forget(slot)
        source.drop(slot)
        source.held.append(slot)
    else:
        slot.restart()
        source.held.remove(slot)
        source.add(slot)
        source.want_key(now_ns)
