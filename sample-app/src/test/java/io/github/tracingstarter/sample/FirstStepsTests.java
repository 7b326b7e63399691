package io.github.tracingstarter.sample;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The commands that a new user types, in that order, against an application that has just
 * started.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class FirstStepsTests {

	private final ApiClient client;

	FirstStepsTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@Test
	void theCommandsOfTheReadmeWorkAsWritten() {
		get("/complex-operation", """
				{"report": 1, "users": 0, "items": 0, "mostUrgent": [], "atlantis": null}
				""");
		post("/users/", """
				{"username":"testuser","email":"test@example.com","password":"password123"}
				""", """
				{"id": 1, "username": "testuser", "email": "test@example.com"}
				""");
		get("/users/", """
				[{"id": 1, "username": "testuser", "email": "test@example.com"}]
				""");
		post("/users/1/items", """
				{"title":"Test Item","description":"This is a test item","priority":3}
				""", """
				{"id": 1, "title": "Test Item", "description": "This is a test item", "priority": 3}
				""");
		get("/users/1/items", """
				[{"id": 1, "title": "Test Item", "description": "This is a test item", "priority": 3}]
				""");
		get("/weather/London", """
				{"city": "London"}
				""");
		get("/complex-operation", """
				{"report": 2, "users": 1, "items": 1, "mostUrgent": ["Test Item"], "atlantis": null}
				""");
	}

	@Test
	void swaggerUiIsAtDocs() {
		this.client.get("/docs")
			.expectStatus()
			.isFound()
			.expectHeader()
			.valueEquals("Location", "/swagger-ui/index.html");
		this.client.get("/swagger-ui/index.html").expectStatus().isOk();
		this.client.get("/v3/api-docs")
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.info.title")
			.isEqualTo("sample-app")
			.jsonPath("$.paths['/users/{id}/items']")
			.exists();
	}

	private void get(String path, String expectedJson) {
		this.client.get(path).expectStatus().isOk().expectBody().json(expectedJson);
	}

	private void post(String path, String json, String expectedJson) {
		this.client.post(path, json).expectStatus().isCreated().expectBody().json(expectedJson);
	}

}
