import GrapnelStore
import Testing

struct SentenceTests {
    static let conditions: [StoreError.Condition] = [
        .homeless, .noDirectory, .foreign, .exposed, .inUse, .unreadable, .newer, .readOnly, .full, .closed, .duplicate,
        .missing, .invalid, .failed,
    ]

    @Test(arguments: conditions)
    func everyConditionNamesItsSubjectAndOneThingToDo(_ condition: StoreError.Condition) {
        let error = StoreError(condition, "SUBJECT", detail: "7")
        #expect(error.sentence.contains("SUBJECT"))
        #expect(error.sentence.contains(";"))
        #expect(!error.sentence.contains("\n"))
        #expect(!error.sentence.contains("()"))
        #expect(error.description == "\(condition.rawValue): \(error.sentence)")
    }

    @Test func aConditionOfALaterVersionHasWordsToo() {
        let error = StoreError(StoreError.Condition(rawValue: "later"), "/p", detail: "disk I/O error")
        #expect(
            error.sentence
                == "/p could not be read or written; try again, and check the disk if it stays so (disk I/O error)")
    }
}
