import { table } from "../../jobs";

const { flag, object, real, text, texts, whole } = table;

/** How the search goes: a change searches anew. */
export const searchInputs: table.Table = {
  strategy: text(
    "`Bayesian` learns from the trials before; `Random` draws them independently; `Hyperband` gives many trials few epochs and the best of them more, for algorithms that report the objective every epoch; `Grid` tries every combination of categorical ranges. Default: `Bayesian`, which needs the fewest trials. A change retrains.",
    { default: "Bayesian", allowed: ["Bayesian", "Random", "Hyperband", "Grid"] },
  ),
  hyperband: object("Epochs within which `Hyperband` stops trials. A change retrains.", {
    minResource: whole("Epochs every trial may run, 1 or more. Default: 1."),
    maxResource: whole(
      "Epochs after which a trial ends, at most 20,000. Default: the hyperparameter `epochs` (or `numepochs`, `n-epochs`, `n_epochs`, `num_epochs`); without one it is required.",
    ),
  }),
  maxJobs: whole(
    "Most trials, 1 to 750, with `Random` to 10,000 (more than 750 by a quota increase). Required unless the strategy is `Grid` or `autotune` is on, because it bounds what the search costs. A change retrains.",
  ),
  earlyStopping: text(
    "`Auto` stops a trial that is worse, at some epoch, than the median of the trials before. Not with `Hyperband`, which does so itself, nor with `trainings`. Default: `Off`. A change retrains.",
    { allowed: ["Off", "Auto"] },
  ),
  completion: object("When the search may end before `maxJobs`. A change retrains.", {
    target: real("Ends when the objective reaches this value."),
    jobsNotImproving: whole(
      "Ends after this many trials in a row that did not improve the best by 1 % or more; 3 or more.",
    ),
    convergence: flag("Ends when SageMaker finds that the search has converged. Default: false."),
  }),
  randomSeed: whole(
    "Seed of the search: the same seed draws the same `Random` and `Hyperband` trials, and makes `Bayesian` ones more alike. 0 or more. Default: chance. A change retrains.",
  ),
  autotune: flag(
    "SageMaker chooses ranges (those of type `auto`, or of the algorithm when there are none), number of trials, early stopping and completion as far as they are not given. What the search can cost is then known only with `maxJobs` or `maxTuningSeconds`. Default: false. A change retrains.",
  ),
  warmStart: object(
    "Begins with what earlier tuning jobs learned. Objective and hyperparameters, tuned and fixed together, must be the same. A change retrains.",
    {
      type: text(
        "`IdenticalDataAndAlgorithm` for the same data and image: the best of all jobs is then in `overallBestJobName`; `TransferLearning` for other data or a new version of the image.",
        { required: true, allowed: ["IdenticalDataAndAlgorithm", "TransferLearning"] },
      ),
      parents: texts("Names of 1 to 5 ended tuning jobs. Their parents do not count: name them too.", {
        required: true,
      }),
    },
  ),
};

/** Bounds of the search as a whole: changed in place, for the next one. */
export const searchLimits: table.Table = {
  maxParallelJobs: whole(
    "Trials that run at the same time, 1 to 100 (more than 10 by a quota increase). More are sooner done, but `Bayesian` learns less from each. Default: 1. Changed for the next search.",
    { default: 1 },
  ),
  maxTuningSeconds: whole(
    "Longest time of the whole search, seconds (120 to 15,768,000). What was found by then counts. Default: 30 days, SageMaker's. Changed for the next search.",
  ),
};
