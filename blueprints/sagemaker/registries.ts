import { xgboostAccounts, xgboostVersions } from "./images";

/** Images that lie in the same accounts. */
export interface Registry {
  readonly name: string;
  /** Account by region. */
  readonly accounts: Readonly<Record<string, string>>;
}

/**
 * Accounts of AWS's own images by region, as of 2026-10. Source: the image tables of the SageMaker Python SDK
 * (package `sagemaker-core` 2.27.0) and the guide's "Docker Registry Paths and Example Code". The isolated regions
 * (`us-iso…`) are left out: their registries have addresses of their own.
 */
export const registriesAsOf = "2026-10";

/** Regions where every built-in algorithm but XGBoost lies in one account. */
const common = {
  "af-south-1": "455444449433",
  "ap-east-1": "286214385809",
  "ap-northeast-3": "867004704886",
  "ap-south-1": "991648021394",
  "ap-south-2": "628508329040",
  "ap-southeast-1": "475088953585",
  "ap-southeast-3": "951798379941",
  "ap-southeast-4": "106583098589",
  "ca-central-1": "469771592824",
  "ca-west-1": "190319476487",
  "cn-north-1": "390948362332",
  "cn-northwest-1": "387376663083",
  "eu-central-2": "680994064768",
  "eu-north-1": "669576153137",
  "eu-south-1": "257386234256",
  "eu-south-2": "104374241257",
  "eu-west-2": "644912444149",
  "eu-west-3": "749696950732",
  "il-central-1": "898809789911",
  "me-central-1": "272398656194",
  "me-south-1": "249704162688",
  "sa-east-1": "855470959533",
  "us-gov-east-1": "237065988967",
  "us-gov-west-1": "226302683700",
  "us-west-1": "632365934929",
} as const;

/** Linear learner, k-means, PCA, factorization machines, k-NN, random cut forest, IP insights, NTM, Object2Vec. */
const classic: Registry = {
  name: "classic algorithms",
  accounts: {
    ...common,
    "ap-northeast-1": "351501993468",
    "ap-northeast-2": "835164637446",
    "ap-southeast-2": "712309505854",
    "eu-central-1": "664544806723",
    "eu-west-1": "438346466558",
    "us-east-1": "382416733822",
    "us-east-2": "404615174143",
    "us-west-2": "174872318107",
  },
};

/** BlazingText, sequence to sequence, the image algorithms and the old XGBoost. */
const perception: Registry = {
  name: "text and image algorithms",
  accounts: {
    ...common,
    "ap-northeast-1": "501404015308",
    "ap-northeast-2": "306986355934",
    "ap-southeast-2": "544295431143",
    "eu-central-1": "813361260812",
    "eu-west-1": "685385470294",
    "us-east-1": "811284229777",
    "us-east-2": "825641698319",
    "us-west-2": "433757028032",
  },
};

const forecasting: Registry = {
  name: "forecasting",
  accounts: {
    ...common,
    "ap-northeast-1": "633353088612",
    "ap-northeast-2": "204372634319",
    "ap-southeast-2": "514117268639",
    "eu-central-1": "495149712605",
    "eu-west-1": "224300973850",
    "us-east-1": "522234722520",
    "us-east-2": "566113047672",
    "us-west-2": "156387875391",
  },
};

const dirichlet: Registry = {
  name: "LDA",
  accounts: {
    "ap-northeast-1": "258307448986",
    "ap-northeast-2": "293181348795",
    "ap-south-1": "991648021394",
    "ap-southeast-1": "475088953585",
    "ap-southeast-2": "297031611018",
    "ca-central-1": "469771592824",
    "eu-central-1": "353608530281",
    "eu-west-1": "999678624901",
    "eu-west-2": "644912444149",
    "us-east-1": "766337827248",
    "us-east-2": "999911452149",
    "us-gov-west-1": "226302683700",
    "us-west-1": "632365934929",
    "us-west-2": "266724342769",
  },
};

const frameworks: Registry = { name: "XGBoost and scikit-learn", accounts: xgboostAccounts };

const deepLearningHome = "763104351884";
const deepLearning: Registry = {
  name: "deep learning containers",
  accounts: {
    ...Object.fromEntries(
      [
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
      ].map((region) => [region, deepLearningHome]),
    ),
    "af-south-1": "626614931356",
    "ap-east-1": "871362719292",
    "ap-east-2": "975050140332",
    "ap-northeast-3": "364406365360",
    "ap-south-2": "772153158452",
    "ap-southeast-3": "907027046896",
    "ap-southeast-4": "457447274322",
    "ap-southeast-5": "550225433462",
    "ap-southeast-6": "633930458069",
    "ap-southeast-7": "590183813437",
    "ca-west-1": "204538143572",
    "cn-north-1": "727897471807",
    "cn-northwest-1": "727897471807",
    "eu-central-2": "380420809688",
    "eu-south-1": "692866216735",
    "eu-south-2": "503227376785",
    "il-central-1": "780543022126",
    "me-central-1": "914824155844",
    "me-south-1": "217643126080",
    "me-west-1": "124382933778",
    "mx-central-1": "637423239942",
    "us-gov-east-1": "446045086412",
    "us-gov-west-1": "442386744353",
  },
};

/** An image of AWS's: where it lies and which versions it has. */
export interface Repository {
  readonly registry: Registry;
  /** Known versions, oldest first. Absent where tags say more than a version. */
  readonly versions?: readonly string[];
}

const only = (registry: Registry, ...names: readonly string[]): [string, Repository][] =>
  names.map((name) => [name, { registry, versions: ["1"] }]);
const both = (framework: string): string[] => [`${framework}-training`, `${framework}-inference`];

export const repositories: Readonly<Record<string, Repository>> = {
  ...Object.fromEntries([
    ...only(classic, "linear-learner", "kmeans", "pca", "factorization-machines", "knn", "randomcutforest"),
    ...only(classic, "ipinsights", "ntm", "object2vec"),
    ...only(perception, "blazingtext", "seq2seq", "image-classification", "object-detection"),
    ...only(perception, "semantic-segmentation", "xgboost"),
    ...only(forecasting, "forecasting-deepar"),
    ...only(dirichlet, "lda"),
    ...["pytorch", "tensorflow", "mxnet", "autogluon", "huggingface-pytorch", "huggingface-tensorflow"]
      .flatMap(both)
      .map((name): [string, Repository] => [name, { registry: deepLearning }]),
  ]),
  "sagemaker-xgboost": {
    registry: frameworks,
    versions: ["0.90-1", "0.90-2", "1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", ...xgboostVersions],
  },
  "sagemaker-scikit-learn": {
    registry: frameworks,
    versions: ["0.20.0", "0.23-1", "1.0-1", "1.2-1", "1.4-2", "1.9-0"],
  },
};

const registries = [classic, perception, forecasting, dirichlet, frameworks, deepLearning];

/** The registry an account is one of, or undefined for anybody else's. */
export function awsRegistryOf(account: string): Registry | undefined {
  return registries.find(({ accounts }) => Object.values(accounts).includes(account));
}
