package io.github.tracingstarter.technologies.ai;

import java.util.List;
import java.util.Map;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import reactor.core.publisher.Flux;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ChatController {

	private final ChatClient client;

	private final VectorStore store;

	ChatController(ChatClient client, VectorStore store) {
		this.client = client;
		this.store = store;
	}

	@GetMapping("/ask")
	String ask(@RequestParam("question") String question) {
		return String.valueOf(prompt(question).call().content());
	}

	@GetMapping("/stream")
	Flux<String> stream(@RequestParam("question") String question) {
		return prompt(question).stream().content();
	}

	private ChatClient.ChatClientRequestSpec prompt(String question) {
		return this.client.prompt()
			.system("You know the weather of all cities.")
			.user(question)
			.advisors((advisors) -> advisors.param(ChatMemory.CONVERSATION_ID, AiApplication.CONVERSATION));
	}

	@GetMapping("/search")
	int search(@RequestParam("question") String question) {
		this.store.add(List.of(new Document("1", "Paris is wet", Map.of("country", "France"))));
		return this.store
			.similaritySearch(SearchRequest.builder()
				.query(question)
				.topK(1)
				.similarityThreshold(0.25)
				.filterExpression("country == 'France'")
				.build())
			.size();
	}

}
