"""backend/stacks/firewall.yaml makes what the stack takes as its firewall."""

import re

import boto3
import pytest

from meter_reads.local.options import REPOSITORY
from meter_reads.local.template import document

STACK = "meter-reads-dev-firewall"


@pytest.mark.usefixtures("emulator")
def test_the_firewall_stands_where_cloudfront_looks_for_it_and_the_stack_takes_its_name():
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    body = (REPOSITORY / "backend/stacks/firewall.yaml").read_text()

    cloudformation.create_stack(StackName=STACK, TemplateBody=body)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})

    [stack] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    [output] = stack["Outputs"]
    [known] = boto3.client("wafv2", region_name="us-east-1").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    taken = document()["Parameters"]["WebAclArn"]["AllowedPattern"]
    assert output["OutputValue"] == known["ARN"]
    assert re.match(taken, known["ARN"])
