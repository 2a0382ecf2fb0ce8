use super::{Closed, Open, Table, Undecided};

const ADMITS: &str = "k8s-network-policy-open";
const PUBLIC: &str = "k8s-service-public";

/// Network policies, and services with a load balancer.
pub const NETWORK: Table = Table {
    name: "kubernetes network",
    words: &[
        (
            "%POLICY",
            "resource 'kubernetes_network_policy_v1' '@' { metadata { name = '@' }; spec { pod_selector { }; policy_types = ['Ingress']; ",
        ),
        ("%SERVICE", "resource 'kubernetes_service_v1' '@' { metadata { name = '@' }; spec { port { port = 22 }; "),
        ("%BLOCK", "from { ip_block { cidr = "),
    ],
    common: "resource 'terraform_data' 'later' { input = 'x' }; variable 'ranges' { default = ['198.51.100.0/24', '0.0.0.0/0'] }; ",
    modules: &[],
    cases: &[
        ("everybody", ADMITS, "%POLICY ingress { %BLOCK '0.0.0.0/0' } } } } }", Open),
        (
            "everybody on one port",
            ADMITS,
            "%POLICY ingress { %BLOCK '0.0.0.0/0' } }; ports { port = '22' } } } }",
            Open,
        ),
        ("IPv6", ADMITS, "%POLICY ingress { %BLOCK '::/0' } } } } }", Open),
        ("halves", ADMITS, "%POLICY ingress { %BLOCK '0.0.0.0/1' } }; %BLOCK '128.0.0.0/1' } } } } }", Open),
        (
            "the second rule",
            ADMITS,
            "%POLICY ingress { %BLOCK '10.0.0.0/8' } } }; ingress { %BLOCK '0.0.0.0/0' } } } } }",
            Open,
        ),
        ("private", ADMITS, "%POLICY ingress { %BLOCK '10.0.0.0/8' } } } } }", Closed),
        (
            "everybody but everybody",
            ADMITS,
            "%POLICY ingress { %BLOCK '0.0.0.0/0'; except = ['0.0.0.0/1', '128.0.0.0/1'] } } } } }",
            Closed,
        ),
        ("everybody but some", ADMITS, "%POLICY ingress { %BLOCK '0.0.0.0/0'; except = ['10.0.0.0/8'] } } } } }", Open),
        ("a rule without anything", ADMITS, "%POLICY ingress { } } }", Open),
        ("ports alone", ADMITS, "%POLICY ingress { ports { port = '8443' } } } }", Open),
        ("pods", ADMITS, "%POLICY ingress { from { pod_selector { match_labels = { a = 'b' } } } } } }", Closed),
        ("no rules", ADMITS, "%POLICY } }", Closed),
        (
            "dynamic blocks",
            ADMITS,
            "%POLICY dynamic 'ingress' { for_each = var.ranges; content { %BLOCK ingress.value } } } } } }",
            Open,
        ),
        ("not known", ADMITS, "%POLICY ingress { %BLOCK terraform_data.later.output } } } } }", Undecided),
        ("a load balancer", PUBLIC, "%SERVICE type = 'LoadBalancer' } }", Open),
        (
            "a load balancer for an office",
            PUBLIC,
            "%SERVICE type = 'LoadBalancer'; load_balancer_source_ranges = ['198.51.100.0/24'] } }",
            Closed,
        ),
        (
            "a load balancer for everybody",
            PUBLIC,
            "%SERVICE type = 'LoadBalancer'; load_balancer_source_ranges = var.ranges } }",
            Open,
        ),
        (
            "a load balancer for halves",
            PUBLIC,
            "%SERVICE type = 'LoadBalancer'; load_balancer_source_ranges = ['0.0.0.0/1', '128.0.0.0/1'] } }",
            Open,
        ),
        ("an empty list", PUBLIC, "%SERVICE type = 'LoadBalancer'; load_balancer_source_ranges = [] } }", Open),
        ("within the cluster", PUBLIC, "%SERVICE type = 'ClusterIP' } }", Closed),
        ("no type", PUBLIC, "%SERVICE } }", Closed),
        (
            "an internal one",
            PUBLIC,
            "resource 'kubernetes_service_v1' '@' { metadata { name = '@'; annotations = { 'networking.gke.io/load-balancer-type' = 'Internal' } }; spec { type = 'LoadBalancer'; port { port = 22 } } }",
            Closed,
        ),
        (
            "a range that is not known",
            PUBLIC,
            "%SERVICE type = 'LoadBalancer'; load_balancer_source_ranges = [terraform_data.later.output] } }",
            Undecided,
        ),
    ],
};
