package io.github.tracingstarter.core;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class UrlRedactionTests {

	private final UrlRedaction redaction = new UrlRedaction(Binder.get(new MockEnvironment())
		.bindOrCreate("tracing", TracingProperties.class)
		.redactedQueryParameters());

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://u:p@host/x                       | http://REDACTED:REDACTED@host/x
			http://user@host:81/x                   | http://REDACTED:REDACTED@host:81/x
			http://u:p@order_service:8080/x         | http://REDACTED:REDACTED@order_service:8080/x
			https://h/?sig=a                        | https://h/?sig=REDACTED
			https://h/?Signature=a&x=1              | https://h/?Signature=REDACTED&x=1
			https://h/?x=1&AWSAccessKeyId=A&y=2     | https://h/?x=1&AWSAccessKeyId=REDACTED&y=2
			https://h/?X-Goog-Signature=a           | https://h/?X-Goog-Signature=REDACTED
			https://h/?X-Amz-Signature=a            | https://h/?X-Amz-Signature=REDACTED
			https://h/?X-Amz-Security-Token=a       | https://h/?X-Amz-Security-Token=REDACTED
			https://h/?token=a&token=b              | https://h/?token=REDACTED&token=REDACTED
			https://h/?ACCESS_TOKEN=a               | https://h/?ACCESS_TOKEN=REDACTED
			https://h/?apiKey=a                     | https://h/?apiKey=REDACTED
			https://h/?api_key=a                    | https://h/?api_key=REDACTED
			https://h/?clientSecret=a               | https://h/?clientSecret=REDACTED
			https://h/?password=a=b=c               | https://h/?password=REDACTED
			https://h/?password=a;b                 | https://h/?password=REDACTED
			https://h/?a=1;password=p               | https://h/?a=1;password=REDACTED
			https://h/?a=1?password=p               | https://h/?a=1?password=REDACTED
			https://h/?%70assword=p                 | https://h/?%70assword=REDACTED
			https://h/?to=http://x/?token=p         | https://h/?to=http://x/?token=REDACTED
			https://h/#access_token=a&x=1           | https://h/#access_token=REDACTED&x=1
			https://h/?token=a#frag                 | https://h/?token=REDACTED#frag
			https://h/#/route?token=a               | https://h/#/route?token=REDACTED
			http://u:p@h/?q=1&code=2                | http://REDACTED:REDACTED@h/?q=1&code=REDACTED
			http://h/x;jsessionid=A1.n0             | http://h/x;jsessionid=REDACTED
			http://h/x;JSESSIONID=A?q=1             | http://h/x;JSESSIONID=REDACTED?q=1
			http://h/x;a=1;token=A;b=2/y;pin=3/z    | http://h/x;a=1;token=REDACTED;b=2/y;pin=REDACTED/z
			http://h/x;%6asessionid=A               | http://h/x;%6asessionid=REDACTED
			http://h/x;token=a=b#frag               | http://h/x;token=REDACTED#frag
			http://u;pin=1:p@h/x;pin=2?pin=3        | http://REDACTED:REDACTED@h/x;pin=REDACTED?pin=REDACTED
			http://h?x=/;token=a                    | http://h?x=/;token=REDACTED
			relative;token=a/b                      | relative;token=REDACTED/b
			""")
	void secretsAreHidden(String url, String expected) {
		assertThat(this.redaction.redact(URI.create(url))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host", "http://host/a@b", "http://host/?q=a@b", "http://host/?token",
			"http://host/?token=", "http://host/?&&==&;", "http://host/?", "http://host/#", "http://host/?=x",
			"http://host/token=abc", "http://host/?tokens=1&keyword=2", "http://host/?%25=1&%7E=2", "mailto:a@b.c",
			"http://host/x;a=1;b", "http://host/;jsessionid", "http://host/;token=/;;=/;=x", "http://host/a;b/token=c",
			"relative?x=1", "" })
	void restIsKept(String url) {
		URI uri = URI.create(url);
		assertThat(this.redaction.redact(uri)).isSameAs(uri.toString());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/x;jsessionid=A1.n0         | /x;jsessionid=REDACTED
			/x;a=1;session-id=A;b=2/y   | /x;a=1;session-id=REDACTED;b=2/y
			/x;token=A/y;token=B        | /x;token=REDACTED/y;token=REDACTED
			;token=A                    | ;token=REDACTED
			/x;token=a?b#c              | /x;token=REDACTED
			""")
	void secretsOfAPathAreHidden(String path, String expected) {
		assertThat(this.redaction.redactPath(path)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "", "/x/token=abc", "/x;a=1;b=2/c", "/x;", "/x;jsessionid=", "/x;token/y=z" })
	void restOfAPathIsKept(String path) {
		assertThat(this.redaction.redactPath(path)).isSameAs(path);
	}

	@Test
	void namesOfTheApplicationReplaceTheDefault() {
		UrlRedaction own = new UrlRedaction(List.of("national-id"));
		assertThat(own.redact(URI.create("http://h/?nationalId=1&code=2")))
			.isEqualTo("http://h/?nationalId=REDACTED&code=2");
	}

}
