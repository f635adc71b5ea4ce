"""The sections that the configurations of all recipes share, every value with its label, help and source."""

from __future__ import annotations

from typing import Literal

from trainer.settings.fields import Section, setting


class Stage(Section):
    """Until how many pictures seen the run works at which size."""

    until: int = setting(..., "Until", "Pictures seen at which this size ends.", "to be chosen", ge=1)
    size: int = setting(..., "Size", "Side of the pictures in pixels.", "to be chosen", ge=8, le=2048)


class Schedule(Section):
    """How long a run goes on, in pictures; the learning rate falls linearly from `decay_from` to 0.

    With `halve_every` it is halved every so many pictures instead; with both, both happen. Where `decay` is
    "none" it falls linearly only when `decay_from` says from where.
    """

    pictures: int = setting(
        200_000,
        "Length",
        "Pictures seen until the run ends, each counted as often as it is seen. Longer is better, up "
        "to a point.",
        "Ganvas: an evening for a small model; papers go on for millions",
        ge=1,
    )
    decay_from: int | None = setting(
        None,
        "Learning rate decay from",
        "Pictures seen from which the learning rate falls to nothing; half of the length when empty.",
        "Zhu et al. 2017, section 4: constant for the first half, then linearly to 0",
        advanced=True,
    )
    decay: Literal["linear", "none"] = setting(
        "linear",
        "Learning rate decay",
        "How the learning rate goes where nothing says from where it falls: to 0 from half of the length on, "
        "or not at all.",
        "Zhu et al. 2017, section 4: constant for the first half, then linearly to 0",
        advanced=True,
    )
    halve_every: int | None = setting(
        None,
        "Learning rate halved every",
        "Pictures after which the learning rate is halved again and again; never when empty.",
        "Ganvas: never; Huang et al. 2018, appendix B: every 100,000",
        advanced=True,
        ge=1,
    )
    batch_size: int = setting(
        2,
        "Batch size",
        "Pictures that are learnt from at once. More use the graphics card better and take more memory.",
        "Zhu et al. 2017, BicycleGAN's released code",
        ge=1,
    )
    accumulate: int = setting(
        1,
        "Gradient accumulation",
        "Batches whose lessons are put together before anything changes: a large batch in little memory.",
        "Ganvas: a step for each batch",
        advanced=True,
        ge=1,
    )
    size: int = setting(
        256,
        "Size",
        "Side of the training pictures and of the model's results in pixels; twice the side, four "
        "times the work.",
        "Isola et al. 2017, section 6.2",
        ge=16,
        le=2048,
    )
    smaller_first: list[Stage] = setting(
        [],
        "Progressive sizes",
        "Sizes to begin with and until how many pictures: coarse shapes are learnt quickly at small sizes.",
        "Ganvas: the full size from the start",
        advanced=True,
    )

    def size_at(self, seen: int) -> int:
        """Side of pictures in pixels when `seen` pictures have been drawn."""
        return next((stage.size for stage in self.smaller_first if seen < stage.until), self.size)

    def rate_at(self, seen: int) -> float:
        """Factor on the learning rate, 1 falling to 0, when `seen` pictures have been drawn."""
        halved = 1.0 if self.halve_every is None else 0.5 ** (seen // self.halve_every)
        if self.decay_from is None and (self.halve_every is not None or self.decay == "none"):
            return halved
        start = self.pictures // 2 if self.decay_from is None else self.decay_from
        if seen <= start:
            return halved
        return halved * max(0.0, 1.0 - (seen - start) / max(1, self.pictures - start))


class Optimiser(Section):
    """Adam for every network (Kingma and Ba 2015), or RMSProp, whose memory is then `beta2`."""

    algorithm: Literal["adam", "rmsprop"] = setting(
        "adam",
        "Optimiser",
        "How networks are changed; Adam unless a paper says otherwise.",
        "Kingma and Ba 2015",
        advanced=True,
    )
    learning_rate: float = setting(
        2e-4,
        "Learning rate",
        "How far a step goes. Lower it when losses leap or become infinite.",
        "Isola et al. 2017, section 3.3",
        gt=0,
    )
    discriminator_rate: float | None = setting(
        None,
        "Discriminator learning rate",
        "Of the discriminators alone; the same as the others' when empty.",
        "Ganvas: the same for both, as most papers have it",
        advanced=True,
    )
    beta1: float = setting(
        0.5,
        "Momentum (beta1)",
        "How long Adam remembers the direction of its steps.",
        "Isola et al. 2017, section 3.3",
        advanced=True,
        ge=0,
        lt=1,
    )
    beta2: float = setting(
        0.999,
        "Second moment (beta2)",
        "How long Adam, or RMSProp, remembers how large gradients were.",
        "Isola et al. 2017, section 3.3",
        advanced=True,
        ge=0,
        lt=1,
    )
    weight_decay: float = setting(
        0.0,
        "Weight decay",
        "How strongly weights are drawn to 0.",
        "Isola et al. 2017, released code: none",
        advanced=True,
        ge=0,
    )


class Averaging(Section):
    """Moving average of weights: half-life in pictures, never longer than `ramp` of those seen."""

    enabled: bool = setting(
        True,
        "Weight averaging (EMA)",
        "Samples and the finished model use a moving average of the weights, which is steadier.",
        "Karras et al. 2018, appendix A.1",
        advanced=True,
    )
    half_life: int = setting(
        5_000,
        "Half-life",
        "Pictures after which a weight counts half in the average.",
        "Ganvas: short runs; StyleGAN2's are 10,000 to 20,000",
        advanced=True,
        ge=1,
    )
    ramp: float = setting(
        0.05,
        "Half-life ramp",
        "The half-life is never longer than this share of the pictures seen, so that early noise is "
        "forgotten.",
        "Karras et al. 2020b, released code: ramp-up 0.05",
        advanced=True,
        gt=0,
        le=1,
    )


class Reporting(Section):
    """How often a run says, shows and keeps something: after so many pictures or seconds, what is first."""

    progress: int = setting(
        500,
        "Report every",
        "Pictures between two reports of losses and speed.",
        "Ganvas: some seconds of work",
        advanced=True,
        ge=1,
    )
    progress_seconds: float = setting(
        20.0,
        "Report after, in seconds",
        "A report comes at the latest after so many seconds, however few pictures were seen; 0 goes by "
        "pictures alone.",
        "Ganvas: somebody who waits sees that it works",
        advanced=True,
        ge=0,
    )
    samples: int = setting(
        5_000,
        "Sample sheet every",
        "Pictures between two sheets of samples.",
        "Ganvas: some minutes of work",
        ge=1,
    )
    samples_seconds: float = setting(
        300.0,
        "Sample sheet after, in seconds",
        "A sheet comes at the latest after so many seconds, with the first report and at the end besides; 0 "
        "goes by pictures alone.",
        "Ganvas: five minutes",
        advanced=True,
        ge=0,
    )
    metrics: int = setting(
        5_000,
        "Measure every",
        "Pictures between two measurements on held-out pictures: quality, variety, overfitting.",
        "Ganvas: some minutes of work",
        advanced=True,
        ge=1,
    )
    metrics_share: float = setting(
        0.015,
        "Time for measuring",
        "The largest share of a run's time that measuring takes; what would take more waits. 1 never waits.",
        "Ganvas: what nobody notices",
        advanced=True,
        gt=0,
        le=1,
    )
    checkpoints: int = setting(
        5_000,
        "Checkpoint every",
        "Pictures between two checkpoints: the most that a power cut can cost.",
        "Ganvas: some minutes of work",
        ge=1,
    )
    checkpoints_seconds: float = setting(
        900.0,
        "Checkpoint after, in seconds",
        "A checkpoint is written at the latest after so many seconds, which slow runs need; 0 goes by "
        "pictures alone.",
        "Ganvas: a quarter of an hour is the most that a power cut can cost",
        advanced=True,
        ge=0,
    )
    keep: int = setting(
        2,
        "Checkpoints kept",
        "The newest so many stay; older ones are deleted.",
        "Ganvas: one more than needed",
        advanced=True,
        ge=1,
    )
    sample_rows: int = setting(
        8,
        "Rows of the sheet",
        "Pictures that the sample sheets show, always the same ones.",
        "Ganvas: a sheet that fits a screen",
        advanced=True,
        ge=1,
        le=64,
    )


class Hardware(Section):
    """Precision and layout; `threads` 0 leaves the number to PyTorch.

    `precision` "auto" is settled when a run starts, in `trainer.training.precision`.
    """

    precision: Literal["auto", "float32", "bfloat16", "float16"] = setting(
        "float32",
        "Precision",
        "bfloat16 takes half the memory and is faster on recent processors and cards, float16 on older "
        "cards; float32 is exact; auto measures at the start and takes bfloat16 where it is clearly faster.",
        "Ganvas: what works everywhere",
    )
    channels_last: bool = setting(
        False,
        "Channels last",
        "Another order of numbers in memory, faster on recent graphics cards.",
        "PyTorch's own order",
        advanced=True,
    )
    compile: bool = setting(
        False,
        "Compile",
        "Compile the networks first: minutes at the start, faster steps afterwards.",
        "Ganvas: pays for long runs alone",
        advanced=True,
    )
    deterministic: bool = setting(
        False,
        "Deterministic",
        "The same run gives the same weights, bit for bit, on a graphics card too; slower there.",
        "Ganvas: speed first",
        advanced=True,
    )
    threads: int = setting(
        0,
        "Threads",
        "Processor threads for the computation; 0 leaves the number to PyTorch.",
        "PyTorch's own choice",
        advanced=True,
        ge=0,
    )
    device: Literal["auto", "cpu"] = setting(
        "auto",
        "Device",
        "auto takes a graphics card where there is one.",
        "Ganvas: the fastest that is there",
    )
