package io.github.tracingstarter.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/**
 * Talks to the running application over HTTP.
 */
public class ApiClient {

	private final RestTestClient client;

	public ApiClient(int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	public ResponseSpec get(String path, Object... variables) {
		return this.client.get().uri(path, variables).exchange();
	}

	public ResponseSpec post(String path, String json) {
		return this.client.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(json).exchange();
	}

	public long createUser(String name) {
		String location = post("/users", user(name)).expectStatus()
			.isCreated()
			.returnResult(Void.class)
			.getResponseHeaders()
			.getFirst("Location");
		return Long.parseLong(location.substring("/users/".length()));
	}

	public static String user(String name) {
		return """
				{"username":"%1$s","email":"%1$s@example.com","password":"password of %1$s"}
				""".formatted(name);
	}

	public static BodyContentSpec expectProblem(ResponseSpec response, HttpStatus status) {
		return response.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status.value())
			.jsonPath("$.title")
			.isEqualTo(status.getReasonPhrase())
			.jsonPath("$.detail")
			.isNotEmpty()
			.jsonPath("$.instance")
			.isNotEmpty();
	}

}
