package io.github.tracingstarter.redaction;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.configuration.TracingProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.io.ClassPathResource;
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
			http://h/?to=http://u:p@x/              | http://h/?to=http://REDACTED:REDACTED@x/
			http://h/?http://u:p@x/y=1              | http://h/?http://REDACTED:REDACTED@x/y=1
			http://h/to/http://u:p@x/y              | http://h/to/http://REDACTED:REDACTED@x/y
			http://h/?to=a%3Ftoken%3Db%26x%3D1&y=2  | http://h/?to=a%3Ftoken%3DREDACTED%26x%3D1&y=2
			http://h/?to=http%3A%2F%2Fx%3Fpwd%3Da   | http://h/?to=http%3A%2F%2Fx%3Fpwd%3DREDACTED
			http://h/?to=http%3a%2f%2fx%23token%3da | http://h/?to=http%3A%2F%2Fx%23token%3DREDACTED
			http://h/?to=http%3A%2F%2Fu%3Ap%40x%2Fy | http://h/?to=http%3A%2F%2FREDACTED%3AREDACTED%40x%2Fy
			http://h/?state=token%3Da               | http://h/?state=token%3DREDACTED
			http://h/?to=a%253Ftoken%253Db          | http://h/?to=a%253Ftoken%253DREDACTED
			http://h/?a=%2525252525253D&b=1         | http://h/?a=REDACTED&b=1
			http://h/#to=a%3Ftoken%3Db              | http://h/#to=a%3Ftoken%3DREDACTED
			http://h/http%3A%2F%2Fx%3Ftoken%3Db/y   | http://h/http%3A%2F%2Fx%3Ftoken%3DREDACTED/y
			http://h/x;to=a%3Ftoken%3Db/y           | http://h/x;to=a%3Ftoken%3DREDACTED/y
			""")
	void secretsAreHidden(String url, String expected) {
		assertThat(this.redaction.redact(URI.create(url))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host", "http://host/a@b", "http://host/?q=a@b", "http://host/?token",
			"http://host/?token=", "http://host/?&&==&;", "http://host/?", "http://host/#", "http://host/?=x",
			"http://host/token=abc", "http://host/?tokens=1&keyword=2", "http://host/?%25=1&%7E=2", "mailto:a@b.c",
			"http://host/x;a=1;b", "http://host/;jsessionid", "http://host/;token=/;;=/;=x", "http://host/a;b/token=c",
			"relative?x=1", "", "http://h/?to=a%3Fx%3D1", "http://h/?mail=a%40b.c", "http://h/users/a%40b.c",
			"http://h/?rate=100%25", "http://h/?to=http%3A%2F%2Fx%2F%3Fpage%3D1", "http://h:80/a@b",
			"http://[::1]:80/a@b", "http://h/?to=http://x/a@b", "http://h//a@b" })
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					I/O error on GET request for "https://u:p@h/x?token=a": Connection refused | I/O error on GET request for "https://REDACTED:REDACTED@h/x?token=REDACTED": Connection refused
					404 Not Found from GET https://u:p@h/x, reason: no           | 404 Not Found from GET https://REDACTED:REDACTED@h/x, reason: no
					(https://h/?api_key=a)                                        | (https://h/?api_key=REDACTED)
					No static resource cb?code=a for request '/cb?code=a'.         | No static resource cb?code=REDACTED for request '/cb?code=REDACTED'.
					No endpoint GET /x;jsessionid=A.                              | No endpoint GET /x;jsessionid=REDACTED.
					bad body client_secret=a&grant_type=b                         | bad body client_secret=REDACTED&grant_type=b
					Illegal character in query at index 16: https://h/?pwd=a b"c   | Illegal character in query at index 16: https://h/?pwd=REDACTED
					Illegal character in authority at index 8: https://u:a b@h/x  | Illegal character in authority at index 8: https://REDACTED:REDACTED@h/x
					cannot parse https://u:p/w@h/x                                | cannot parse https://REDACTED:REDACTED@h/x
					cannot parse https://u:p#1?w@h/x                              | cannot parse https://REDACTED:REDACTED@h/x
					no server at mongodb://u:p@h1:27017,h2:27017/db?x=a           | no server at mongodb://REDACTED:REDACTED@h1:27017,h2:27017/db?x=a
					no suitable driver for jdbc:oracle:thin:scott/tiger@//h:1521/x | no suitable driver for jdbc:oracle:thin:REDACTED:REDACTED@//h:1521/x
					for jdbc:postgresql://h/db?user=u&password=p                  | for jdbc:postgresql://h/db?user=u&password=REDACTED
					for jdbc:sqlserver://h;databaseName=d;user=u;password=p;x=y   | for jdbc:sqlserver://h;databaseName=d;user=u;password=REDACTED;x=y
					http://u:p@h1 and http://u:p@h2                               | http://REDACTED:REDACTED@h1 and http://REDACTED:REDACTED@h2
					""")
	void secretsInATextAreHidden(String text, String expected) {
		assertThat(this.redaction.redactText(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "cart is empty", "a = b", "code=42", "x=1&y=2", "is https://h/x down?",
			"see https://h:8443/a@b or ask a@b", "http://h1:1,h2:2/db?x=a@b", "jdbc:oracle:thin:@//h:1521/x",
			"jdbc:h2:mem:shop;MODE=MySQL", "what? x=1", "a\nb\r\nhttp://h/\n" })
	void restOfATextIsKept(String text) {
		assertThat(this.redaction.redactText(text)).isSameAs(text);
	}

	@Test
	void aLongQueryTakesNoLongTime() {
		String query = "a=b%3Dc&".repeat(20_000) + "token=x";
		assertThat(this.redaction.redactQuery(query)).endsWith("&token=REDACTED");
		assertThat(this.redaction.redactText("http://h?" + query)).endsWith("&token=REDACTED");
	}

	@ParameterizedTest
	@MethodSource("names")
	void secretsAreKnownByTheWordsInTheirNames(String kind, String name) {
		String expected = kind.equals("secret") ? "REDACTED" : "value";
		assertThat(this.redaction.redactQuery("x=1&%s=value&y=2".formatted(name)))
			.isEqualTo("x=1&%s=%s&y=2".formatted(name, expected));
		assertThat(this.redaction.redactPath("/x;%s=value/y".formatted(name)))
			.isEqualTo("/x;%s=%s/y".formatted(name, expected));
	}

	static Stream<Arguments> names() throws IOException {
		return new ClassPathResource("parameter-names.txt", UrlRedactionTests.class)
			.getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> Arguments.of((Object[]) line.split(" ", 2)));
	}

	@Test
	void namesOfTheApplicationReplaceTheDefault() {
		UrlRedaction own = new UrlRedaction(List.of("national-id"));
		assertThat(own.redact(URI.create("http://h/?nationalId=1&code=2")))
			.isEqualTo("http://h/?nationalId=REDACTED&code=2");
		assertThat(own.redactQuery("user.national_id=1&nationality=2"))
			.isEqualTo("user.national_id=REDACTED&nationality=2");
	}

}
