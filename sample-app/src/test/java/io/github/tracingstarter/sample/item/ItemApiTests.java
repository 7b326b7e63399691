package io.github.tracingstarter.sample.item;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;

@ApiTest
class ItemApiTests {

	private static final String ITEM = """
			{"title":"Test Item","description":"This is a test item","priority":3}
			""";

	private final ApiClient client;

	ItemApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/" })
	void createsAndListsTheItemsOfAUser(String slash) {
		long owner = this.client.createUser("owner-of-items" + slash.length());
		long other = this.client.createUser("owner-of-nothing" + slash.length());
		this.client.post("/users/" + owner + "/items" + slash, ITEM)
			.expectStatus()
			.isCreated()
			.expectBody()
			.json(ITEM)
			.jsonPath("$.id")
			.isNumber();
		this.client.get("/users/" + owner + "/items" + slash).expectStatus().isOk().expectBody().json("[" + ITEM + "]");
		this.client.get("/users/" + other + "/items" + slash).expectStatus().isOk().expectBody().json("[]");
	}

	@Test
	void theDescriptionIsOptional() {
		long owner = this.client.createUser("terse");
		this.client.post("/users/" + owner + "/items", """
				{"title":"Terse","priority":1}
				""").expectStatus().isCreated().expectBody().json("""
				{"title":"Terse","description":null,"priority":1}
				""");
	}

	@Test
	void namesEachInvalidField() {
		long owner = this.client.createUser("careless");
		ApiClient.expectProblem(this.client.post("/users/" + owner + "/items", """
				{"title":"","priority":6}
				"""), HttpStatus.BAD_REQUEST).json("""
				{"errors": [{"field": "priority"}, {"field": "title"}]}
				""");
	}

	@Test
	void anUnknownUserHasNoItems() {
		ApiClient.expectProblem(this.client.get("/users/4711/items"), HttpStatus.NOT_FOUND);
		ApiClient.expectProblem(this.client.post("/users/4711/items", ITEM), HttpStatus.NOT_FOUND);
	}

}
