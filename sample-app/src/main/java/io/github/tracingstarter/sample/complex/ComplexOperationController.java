package io.github.tracingstarter.sample.complex;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ComplexOperationController {

	private final ComplexOperation operation;

	ComplexOperationController(ComplexOperation operation) {
		this.operation = operation;
	}

	@GetMapping("/complex-operation")
	ComplexOperation.Result run() {
		return this.operation.run();
	}

}
