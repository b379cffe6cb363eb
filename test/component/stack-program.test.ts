import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(__dirname, "../..");
const logged: string[] = [];
let server: grpc.Server;
let address: string;

/** As much of an engine as a program needs to begin: it has every feature, and it keeps what is logged. */
beforeAll(async () => {
  server = new grpc.Server();
  type Answer<Message> = (error: null, message: Message) => void;
  const answers = (methods: object): grpc.UntypedServiceImplementation =>
    methods as grpc.UntypedServiceImplementation;
  server.addService(
    ResourceMonitorService,
    answers({
      supportsFeature: (_call: unknown, answer: Answer<resource.SupportsFeatureResponse>) => {
        const response = new resource.SupportsFeatureResponse();
        response.setHassupport(true);
        answer(null, response);
      },
      registerResource: (_call: unknown, answer: Answer<resource.RegisterResourceResponse>) => {
        const response = new resource.RegisterResourceResponse();
        response.setUrn("urn:pulumi:dev::floe-stacks::pulumi:pulumi:Stack::floe-stacks-dev");
        answer(null, response);
      },
      registerResourceOutputs: (_call: unknown, answer: Answer<unknown>) =>
        answer(null, new resource.SupportsFeatureRequest()),
    }),
  );
  server.addService(
    EngineService,
    answers({
      log: (call: { request: { getMessage(): string } }, answer: Answer<unknown>) => {
        logged.push(call.request.getMessage());
        answer(null, new resource.SupportsFeatureRequest());
      },
      getRootResource: (_call: unknown, answer: Answer<engine.GetRootResourceResponse>) =>
        answer(null, new engine.GetRootResourceResponse()),
      setRootResource: (_call: unknown, answer: Answer<engine.SetRootResourceResponse>) =>
        answer(null, new engine.SetRootResourceResponse()),
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  address = `127.0.0.1:${port}`;
});
afterAll(() => server.forceShutdown());

test("the official language host starts the stack program as Pulumi.yaml says, and its settings are checked first", async () => {
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
    main: string;
    stackConfigDir: string;
    runtime: { options: { typescript: boolean; nodeargs: string } };
  };
  expect(project).toMatchObject({
    stackConfigDir: "stacks",
    runtime: { name: "nodejs", options: { typescript: false } },
  });
  const [folder, file] = [join(root, project.main, ".."), project.main.split("/").at(-1) ?? ""];
  const args = [
    ...project.runtime.options.nodeargs.split(" "),
    join(root, "node_modules/@pulumi/pulumi/cmd/run"),
    ...[
      "--monitor",
      address,
      "--engine",
      address,
      "--project",
      "floe-stacks",
      "--stack",
      "dev",
      "--pwd",
      folder,
      "--dry-run",
      "--",
      file,
    ],
  ];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify({ "aws:region": "mars" }),
    PULUMI_NODEJS_TYPESCRIPT: "false",
  };
  await new Promise<void>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, () => resolve());
  });
  expect(logged.join("\n")).toContain('Configuration of stack "dev" has 3 problems in its arguments');
  expect(logged.join("\n")).toContain("aws:region");
}, 120_000);
