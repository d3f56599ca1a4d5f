import Testing

@testable import nines

/// What is refused of `modules`.
@Suite struct ModuleRefusalTests {
    @Test(arguments: refusals)
    func `refused with the whole message`(_ refusal: Refusal) {
        refusal.check()
    }

    static let refusals = [
        Refusal(
            "a module without a prober",
            """
            modules:
              m:
                timeout: 5s
            """,
            """
            nines.yml:3: modules.m: prober is missing
            """),
        Refusal(
            "a prober of blackbox_exporter",
            """
            modules:
              m:
                prober: dns
            """,
            """
            nines.yml:3: modules.m.prober: "dns" is a prober of blackbox_exporter that is not supported yet \
            (so far: http; remove the module)
            """),
        Refusal(
            "everything that is wrong with a module, whatever is wrong with its prober and timeout",
            """
            modules:
              a: {prober: http, http: {metod: GET}, timeout: 5}
              b:
                prober: tcp
                timeout: soon
                http: {valid_status_codes: [20], tls_config: {insecure_skip_verify: maybe}}
            """,
            """
            nines.yml:2: modules.a.http.metod: unknown key (did you mean method?)
            nines.yml:2: modules.a.timeout: "5" has no unit (write 15s, 1m30s, 1d)
            nines.yml:4: modules.b.prober: "tcp" is a prober of blackbox_exporter that is not supported yet \
            (so far: http; remove the module)
            nines.yml:5: modules.b.timeout: "soon" is not a duration (write 15s, 1m30s, 1d)
            nines.yml:6: modules.b.http.valid_status_codes[0]: "20" is not a whole number from 100 to 599
            nines.yml:6: modules.b.http.tls_config.insecure_skip_verify: "maybe" is neither true nor false
            """),
        Refusal(
            "an unknown prober",
            """
            modules:
              m: {prober: https}
            """,
            """
            nines.yml:2: modules.m.prober: "https" is not a prober (so far: http)
            """),
        Refusal(
            "another prober's section",
            Sample.module
                + """
                    tcp: {tls: true}
                """,
            """
            nines.yml:4: modules.m.tcp: this key of blackbox_exporter is not supported yet \
            (remove the key or the module)
            """),
        Refusal(
            "http.body",
            Sample.module
                + """
                    http:
                      body: '{}'
                """,
            """
            nines.yml:5: modules.m.http.body: this key of blackbox_exporter is not supported yet \
            (remove the key or the module)
            """),
        Refusal(
            "http.proxy_url and a preferred_ip_protocol without a value",
            Sample.module
                + """
                    http:
                      proxy_url: http://proxy/
                      preferred_ip_protocol:
                      addresses: every
                """,
            """
            nines.yml:5: modules.m.http.proxy_url: this key of blackbox_exporter is not supported yet \
            (remove the key or the module)
            nines.yml:6: modules.m.http.preferred_ip_protocol: has no value (write "" for an empty one)
            nines.yml:7: modules.m.http.addresses: "every" is not one of one, all
            """),
        Refusal(
            "a client certificate that is not there, without a key",
            Sample.module
                + """
                    http:
                      tls_config:
                        cert_file: a.pem
                """,
            """
            nines.yml:6: modules.m.http.tls_config.cert_file: "a.pem" cannot be read: No such file or directory
            nines.yml:6: modules.m.http.tls_config: key_file is missing (cert_file on line 6 needs it)
            """),
        Refusal(
            "everything that is wrong with oauth2, and no secret is shown",
            Sample.module
                + """
                    http:
                      oauth2:
                        client_secret: s3cret
                        client_secret_file: secret.txt
                        token_url: https://me:s3cret@login.example/token
                        scope: read
                        proxy_url: http://proxy/
                        endpoint_params: {scope: read, client_id: me, "a b": c}
                        tls_config: {server_name: login.example}
                """,
            """
            nines.yml:6: modules.m.http.oauth2: client_id is missing
            nines.yml:7: modules.m.http.oauth2.client_secret_file: "secret.txt" cannot be read: No such file or directory
            nines.yml:7: modules.m.http.oauth2.client_secret_file: client_secret and client_secret_file exclude each other \
            (the other is on line 6)
            nines.yml:8: modules.m.http.oauth2.token_url: credentials in a URL (not shown) are not sent (write client_id \
            and client_secret)
            nines.yml:9: modules.m.http.oauth2.scope: unknown key (did you mean scopes?)
            nines.yml:10: modules.m.http.oauth2.proxy_url: this key of blackbox_exporter is not supported yet (remove the \
            key or the module)
            nines.yml:11: modules.m.http.oauth2.endpoint_params.scope: is sent already (write scopes)
            nines.yml:11: modules.m.http.oauth2.endpoint_params.client_id: is sent already (write client_id)
            nines.yml:11: modules.m.http.oauth2.endpoint_params: "a b" is not the name of a field (visible ASCII)
            nines.yml:12: modules.m.http.oauth2.tls_config.server_name: not supported for token servers (the URL's host \
            is verified)
            """),
        Refusal(
            "a token server without a name",
            Sample.module
                + """
                    http:
                      oauth2: {client_id: me, client_secret: s3cret, token_url: "http://127.1/token"}
                """,
            """
            nines.yml:5: modules.m.http.oauth2.token_url: "http://127.1/token" is not the URL of a token server: 127.1 is \
            a number that some programs take for 127.0.0.1 (write 127.0.0.1 if that is meant)
            """),
        Refusal(
            "a misspelt http key",
            Sample.module
                + """
                    http:
                      valid_status_code: [200]
                """,
            """
            nines.yml:5: modules.m.http.valid_status_code: unknown key (did you mean valid_status_codes?)
            """),
        Refusal(
            "a timeout that is no duration",
            Sample.module
                + """
                    timeout: soon
                """,
            """
            nines.yml:4: modules.m.timeout: "soon" is not a duration (write 15s, 1m30s, 1d)
            """),
        Refusal(
            "a timeout without a unit",
            Sample.module
                + """
                    timeout: 5
                """,
            """
            nines.yml:4: modules.m.timeout: "5" has no unit (write 15s, 1m30s, 1d)
            """),
        Refusal(
            "a negative timeout",
            Sample.module
                + """
                    timeout: -5s
                """,
            """
            nines.yml:4: modules.m.timeout: "-5s" is negative (a duration is 0 or more)
            """),
        Refusal(
            "a timeout beyond all measure",
            Sample.module
                + """
                    timeout: 99999999999999999999999w
                """,
            """
            nines.yml:4: modules.m.timeout: "99999999999999999999999w" is longer than 292 years, the longest \
            duration
            """),
        Refusal(
            "a timeout that is a list",
            Sample.module
                + """
                    timeout: [5s]
                """,
            """
            nines.yml:4: modules.m.timeout: must be text, not a list
            """),
        Refusal(
            "a timeout without a value",
            Sample.module
                + """
                    timeout:
                """,
            """
            nines.yml:4: modules.m.timeout: must not be empty
            """),
        Refusal(
            "a method with a space",
            Sample.module
                + """
                    http: {method: GET IT}
                """,
            """
            nines.yml:4: modules.m.http.method: "GET IT" is not an HTTP method
            """),
        Refusal(
            "a status code out of range",
            Sample.module
                + """
                    http: {valid_status_codes: [200, 99, 2xx]}
                """,
            """
            nines.yml:4: modules.m.http.valid_status_codes[1]: "99" is not a whole number from 100 to 599
            nines.yml:4: modules.m.http.valid_status_codes[2]: "2xx" is not a whole number from 100 to 599
            """),
        Refusal(
            "a single status code",
            Sample.module
                + """
                    http: {valid_status_codes: 200}
                """,
            """
            nines.yml:4: modules.m.http.valid_status_codes: must be a list, not a scalar
            """),
        Refusal(
            "a pattern that RE2 refuses",
            Sample.module
                + """
                    http:
                      fail_if_body_matches_regexp:
                        - ok
                        - '['
                """,
            """
            nines.yml:7: modules.m.http.fail_if_body_matches_regexp[1]: "[" is not a regular expression of RE2: \
            missing ]: [
            """),
        Refusal(
            "a pattern with a look-ahead",
            Sample.module
                + """
                    http:
                      fail_if_body_not_matches_regexp: ['(?=a)']
                """,
            """
            nines.yml:5: modules.m.http.fail_if_body_not_matches_regexp[0]: "(?=a)" is not a regular expression \
            of RE2: invalid perl operator: (?=
            """),
        Refusal(
            "a flag that is no boolean",
            Sample.module
                + """
                    http: {follow_redirects: maybe}
                """,
            """
            nines.yml:4: modules.m.http.follow_redirects: "maybe" is neither true nor false
            """),
        Refusal(
            "a missing certificate file",
            Sample.module
                + """
                    http:
                      tls_config: {ca_file: /nowhere/ca.pem}
                """,
            """
            nines.yml:5: modules.m.http.tls_config.ca_file: "/nowhere/ca.pem" cannot be read: No such file or \
            directory
            """),
        Refusal(
            "a certificate file without a certificate",
            Sample.module
                + """
                    http:
                      tls_config: {ca_file: /dev/null}
                """,
            """
            nines.yml:5: modules.m.http.tls_config.ca_file: "/dev/null" has no certificate in PEM form
            """),
        Refusal(
            "a certificate file that is a directory",
            Sample.module
                + """
                    http:
                      tls_config: {ca_file: /}
                """,
            """
            nines.yml:5: modules.m.http.tls_config.ca_file: "/" cannot be read: Is a directory
            """),
        Refusal(
            "headers as a list, without showing them",
            Sample.module
                + """
                    http:
                      headers:
                        - 'Authorization: Bearer s3cret'
                """,
            """
            nines.yml:6: modules.m.http.headers: must be a mapping, not a list
            """),
        Refusal(
            "a header with its value in the name, without showing it",
            Sample.module
                + """
                    http:
                      headers:
                        'Authorization: Bearer s3cret': ''
                """,
            """
            nines.yml:6: modules.m.http.headers: "Authorization…" is not a header name (letters, digits and \
            !#$%&'*+-.^_`|~)
            """),
        Refusal(
            "a header value with a line break, without showing it",
            Sample.module
                + """
                    http:
                      headers:
                        Authorization: "Bearer s3cret\\nX: y"
                """,
            """
            nines.yml:6: modules.m.http.headers.Authorization: the value (not shown) has a line break or \
            another control character
            """),
        Refusal(
            "a header without a value",
            Sample.module
                + """
                    http:
                      headers:
                        Authorization:
                """,
            """
            nines.yml:6: modules.m.http.headers.Authorization: has no value (write "" for an empty one)
            """),
        Refusal(
            "a header value that is a mapping",
            Sample.module
                + """
                    http:
                      headers:
                        Authorization: {credentials: s3cret}
                """,
            """
            nines.yml:6: modules.m.http.headers.Authorization: must be text, not a mapping
            """),
        Refusal(
            "one header in two spellings",
            Sample.module
                + """
                    http:
                      headers:
                        Accept: a
                        accept: b
                """,
            """
            nines.yml:7: modules.m.http.headers.accept: the same header is set on line 6
            """),
        Refusal(
            "a value inside the quotes of its key, without showing it",
            Sample.module
                + """
                    http: {'Authorization: s3cret': x}
                """,
            """
            nines.yml:4: modules.m.http."Authorization:…": unknown key (known: method, headers, \
            valid_status_codes, fail_if_body_matches_regexp, fail_if_body_not_matches_regexp, follow_redirects, \
            no_follow_redirects, preferred_ip_protocol, ip_protocol_fallback, addresses, oauth2, tls_config)
            """),
    ]
}
