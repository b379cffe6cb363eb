import type { Bag } from "../../../../provider/framework/resource";
import { document, fixed, text } from "../../common/properties";
import { need } from "../../common/values";
import { cloudwatch } from "../clients";
import { aws, type AwsCall } from "../define";
import { documentProblems } from "../documents";
import { orAbsent, unlessGone } from "../errors";

const put = async (inputs: Bag, call: AwsCall): Promise<string> => {
  const DashboardName = need(inputs, "dashboardName");
  await (
    await cloudwatch(call)
  ).putDashboard(
    { DashboardName, DashboardBody: need(inputs, "dashboardBody") },
    { abortSignal: call.signal },
  );
  return DashboardName;
};

export const dashboard = aws({
  token: "aws:cloudwatch/dashboard:Dashboard",
  description: "A CloudWatch dashboard.",
  status: "recorded",
  note: "kept and read back; nothing draws it",
  inputs: {
    ...fixed({ dashboardName: text("Name of the dashboard.", { required: true }) }),
    dashboardBody: document("Widgets and where they stand (JSON).", { required: true }),
  },
  outputs: { dashboardArn: text("ARN.") },
  check: (inputs) => documentProblems(inputs, "dashboardBody"),
  create: put,
  async read(id, call) {
    const seen = await orAbsent(
      (await cloudwatch(call)).getDashboard({ DashboardName: id }, { abortSignal: call.signal }),
    );
    if (seen === undefined) return undefined;
    return { dashboardName: id, dashboardArn: seen.DashboardArn, dashboardBody: seen.DashboardBody };
  },
  async update(_id, { news }, call) {
    await put(news, call);
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await cloudwatch(call)).deleteDashboards({ DashboardNames: [id] }));
  },
});
