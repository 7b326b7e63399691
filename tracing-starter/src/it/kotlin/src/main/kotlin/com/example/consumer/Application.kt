package com.example.consumer

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication
import org.springframework.jdbc.core.simple.JdbcClient
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RestController

@SpringBootApplication
class Application

fun main(args: Array<String>) {
	runApplication<Application>(*args)
}

@RestController
class GreetingController(private val jdbc: JdbcClient) {

	@GetMapping("/hello")
	fun hello(): String = jdbc.sql("SELECT 'Hello'").query(String::class.java).single()

}
