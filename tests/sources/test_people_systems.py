"""Lists of people as single systems write them: their columns, ids, managers and statuses."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from rewritten import codes, lines_with, read, workbook_of

from analytics.records import Person
from analytics.sources import Answers, Reading


def people_of(reading: Reading) -> list[Person]:
    return [record for record in reading.records if isinstance(record, Person)]


def shown(person: Person) -> tuple[str, str, str, str, str, str, str]:
    return (
        person.person.employee_id,
        person.person.name,
        str(person.hire_date),
        str(person.left_date or ""),
        person.department,
        person.manager,
        person.status,
    )


# system -> what it exports -> what it says
SYSTEMS = {
    "HiBob": (
        "Display name,First name,Last name,Email,Employee ID,Start date,Department,Site,"
        "Reports to,Lifecycle status,Termination date\n"
        "Ada Nova,Ada,Nova,ada@x.com,1201,01/09/2025,Support,Berlin,Tomás Ferreira,Employed,\n"
        "Bo Li,Bo,Li,bo@x.com,1108,17/03/2025,Sales,Paris,Mara,Terminated,30/05/2025\n"
        "Cy Do,Cy,Do,cy@x.com,1111,05/05/2025,Tech,Paris,Mara,Parental leave,\n"
        "Di Po,Di,Po,di@x.com,1112,05/05/2025,Tech,Paris,Mara,Garden leave,31/12/2025\n",
        [
            ("1201", "Ada Nova", "2025-09-01", "", "Support", "Tomás Ferreira", "active"),
            ("1108", "Bo Li", "2025-03-17", "2025-05-30", "Sales", "Mara", "left"),
            ("1111", "Cy Do", "2025-05-05", "", "Tech", "Mara", "leave"),
            ("1112", "Di Po", "2025-05-05", "2025-12-31", "Tech", "Mara", "leave"),
        ],
    ),
    "UKG Pro": (
        '"Employee Number","Employee Name (Last Suffix, First MI)","Employment Status Code",'
        '"Original Hire Date","Last Hire Date","Termination Date","Org Level 1",'
        '"Supervisor Name (First Last)"\n'
        '"001201","Nova, Ada","A","09/01/2025","09/01/2025","","Support","Tomás Ferreira"\n'
        '"001203","Rejoin, Rita","A","02/01/2021","09/18/2025","","Support","Tomás Ferreira"\n'
        '"001108","Li, Bo","T","03/17/2025","03/17/2025","05/30/2025","Sales","Mara"\n'
        '"001111","Do, Cy","L","05/05/2025","05/05/2025","","Tech","Mara"\n',
        [
            ("001201", "Ada Nova", "2025-09-01", "", "Support", "Tomás Ferreira", "active"),
            ("001203", "Rita Rejoin", "2025-09-18", "", "Support", "Tomás Ferreira", "active"),
            ("001108", "Bo Li", "2025-03-17", "2025-05-30", "Sales", "Mara", "left"),
            ("001111", "Cy Do", "2025-05-05", "", "Tech", "Mara", "leave"),
        ],
    ),
    "UKG Ready": (
        "Employee Id,Username,First Name,Last Name,Employee Status,Date Hired,Date Re-Hired,"
        "Date Terminated,Default Department,Manager 1\n"
        "001203,rita,Rita,Rejoin,Active,02/01/2021,09/18/2025,03/31/2023,Support,Tomás\n"
        "001108,bo,Bo,Li,Terminated,03/17/2025,,05/30/2025,Sales,Mara\n",
        [
            ("001203", "Rita Rejoin", "2025-09-18", "", "Support", "Tomás", "active"),
            ("001108", "Bo Li", "2025-03-17", "2025-05-30", "Sales", "Mara", "left"),
        ],
    ),
    "UKG HRSD": (
        "REGISTRATION_NUMBER;FIRSTNAME;LASTNAME;EMAIL;STARTING_DATE;DEPARTURE_DATE;ACTIVE\n"
        "001201;Ada;Nova;ada@x.com;2025-09-01;;1\n001108;Bo;Li;bo@x.com;2025-03-17;2025-05-30;0\n",
        [
            ("001201", "Ada Nova", "2025-09-01", "", "", "", "active"),
            ("001108", "Bo Li", "2025-03-17", "2025-05-30", "", "", "left"),
        ],
    ),
    "Rippling": (
        "Employee,Employee number,Work email,Department,Manager,Employment type,Start date,"
        "End date,Employment status\n"
        'Ada Nova,1201,ada@x.com,Support,Tomás,"Salaried, full-time",2025-09-01,,Active\n'
        'Bo Li,1108,bo@x.com,Sales,Mara,"Salaried, full-time",2025-03-17,2025-05-30,Terminated\n'
        'Cy Do,1300,cy@x.com,Sales,Mara,"Salaried, full-time",2025-11-17,,Accepted\n',
        [
            ("1201", "Ada Nova", "2025-09-01", "", "Support", "Tomás", "active"),
            ("1108", "Bo Li", "2025-03-17", "2025-05-30", "Sales", "Mara", "left"),
            ("1300", "Cy Do", "2025-11-17", "", "Sales", "Mara", "active"),
        ],
    ),
    "ADP with several positions": (
        "Company Code,Payroll Name,File Number,Position ID,Associate ID,Position Status,"
        "Hire Date,Termination Date,Home Department Description,Reports To Name,"
        "Work Contact: Work Email\n"
        'ABC,"Rejoin, Rita",001203,ABC001203,A2,Terminated,02/01/2021,03/31/2023,'
        '100 - Support,"Ferreira, Tomás",rita@x.com\n'
        'XYZ,"Rejoin, Rita",002203,XYZ002203,A9,Active,09/18/2025,,'
        '100 - Support,"Ferreira, Tomás",rita@x.com\n'
        'ABC,"Do, Cy",001111,ABC001111,A3,Leave,05/15/2025,,110 - Tech,"V, P",cy@x.com\n',
        [
            ("A9", "Rita Rejoin", "2025-09-18", "", "Support", "Tomás Ferreira", "active"),
            ("A3", "Cy Do", "2025-05-15", "", "Tech", "P V", "leave"),
        ],
    ),
    "Oracle HCM": (
        "Person Number,Name,Assignment Number,Assignment Name,Assignment Status,Primary Flag,"
        "Hire Date,Termination Date,Department,Manager\n"
        '1203,"Rejoin, Rita",E1203-2,Coach,Active - Payroll Eligible,N,01-OCT-25,,People,Mara\n'
        '1203,"Rejoin, Rita",E1203,Agent,Active - Payroll Eligible,Y,08-Sep-2025,31-Dec-4712,'
        "Support,Tomás\n"
        '1111,"Do, Cy",E1111,Dev,Suspended - Payroll Eligible,Y,05-May-2025,,Tech,Mara\n'
        '1108,"Li, Bo",E1108,AE,Inactive - No Payroll,Y,17-Mar-2025,30-MAY-25,Sales,Mara\n',
        [
            ("1203", "Rita Rejoin", "2025-09-08", "", "Support", "Tomás", "active"),
            ("1111", "Cy Do", "2025-05-05", "", "Tech", "Mara", "leave"),
            ("1108", "Bo Li", "2025-03-17", "2025-05-30", "Sales", "Mara", "left"),
        ],
    ),
    "SuccessFactors, labels in Turkish": (
        "STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,DEPARTMENT,HIREDATE,EMPID\n"
        "DURUM,Kullanıcı,Kullanıcı adı,Ad,Soyad,E-posta,Yönetici,İK,Bölüm,İşe giriş,Sicil\n"
        "active,u1,mara,Mara,Lind,mara@x.com,NO_MANAGER,NO_HR,People,13/03/2017,1001\n"
        "active,u2,ada,Ada,Nova,ada@x.com,u1,NO_HR,Support,01/09/2025,1201\n"
        "inactive,u3,bo,Bo,Li,bo@x.com,u1,NO_HR,Sales,17/03/2025,1108\n",
        [
            ("1001", "Mara Lind", "2017-03-13", "", "People", "", "active"),
            ("1201", "Ada Nova", "2025-09-01", "", "Support", "Mara Lind", "active"),
            ("1108", "Bo Li", "2025-03-17", "", "Sales", "Mara Lind", "left"),
        ],
    ),
    "SuccessFactors, ids only": (
        "STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,DEPARTMENT,HIREDATE\n"
        "active,0017,mara,Mara,Lind,mara@x.com,NO_MANAGER,NO_HR,People,03/13/2017\n"
        "active,0018,ada,Ada,Nova,ada@x.com,0017,NO_HR,Support,09/01/2025\n",
        [
            ("0017", "Mara Lind", "2017-03-13", "", "People", "", "active"),
            ("0018", "Ada Nova", "2025-09-01", "", "Support", "Mara Lind", "active"),
        ],
    ),
    "a French list": (
        "Nom;Prénom;Poste;Service;Statut;Date d'entrée;Date de sortie;Responsable\n"
        "Girard;Amélie;Commerciale;Ventes;Sorti;15/03/2019;31/05/2025;Mara\n"
        "Nova;Ada;Support;Service client;Actif;01/09/2025;;Tomás\n"
        "Okafor;Ben;Dev;Technique;Congé parental;05/05/2025;;Mara\n",
        [
            ("", "Amélie Girard", "2019-03-15", "2025-05-31", "Ventes", "Mara", "left"),
            ("", "Ada Nova", "2025-09-01", "", "Service client", "Tomás", "active"),
            ("", "Ben Okafor", "2025-05-05", "", "Technique", "Mara", "leave"),
        ],
    ),
    "a German payroll": (
        "Personal-Nr.;Name;Vorname;Eintritt;Austritt;Abteilung;Vorgesetzter;Status\n"
        "00012;Okafor;Ben;05.05.2025;31.12.9999;Technik;Mara;Ruhend\n"
        "00013;Girard;Amélie;17.03.2025;30.05.2025;Vertrieb;Mara;Ausgetreten\n",
        [
            ("00012", "Ben Okafor", "2025-05-05", "", "Technik", "Mara", "leave"),
            ("00013", "Amélie Girard", "2025-03-17", "2025-05-30", "Vertrieb", "Mara", "left"),
        ],
    ),
    "a Polish list": (
        "Nr ewid.;Nazwisko;Imię;Dział;Data zatrudnienia;Data zwolnienia;Status\n"
        "0012;Nowak;Łukasz;Wsparcie;01.09.2025;;Aktywny\n"
        "0013;Kowal;Jan;Sprzedaż;15.03.2025;30.05.2025;Zwolniony\n",
        [
            ("0012", "Łukasz Nowak", "2025-09-01", "", "Wsparcie", "", "active"),
            ("0013", "Jan Kowal", "2025-03-15", "2025-05-30", "Sprzedaż", "", "left"),
        ],
    ),
    "a Spanish list": (
        "Nº empleado;Apellidos;Nombre;Departamento;Fecha de alta;Fecha de baja;Situación laboral\n"
        "0012;Martínez;Sofía;Ventas;02/06/2025;;Activo\n"
        "0013;Ruiz;Ana;Ventas;13/06/2025;30/09/2025;Baja voluntaria\n",
        [
            ("0012", "Sofía Martínez", "2025-06-02", "", "Ventas", "", "active"),
            ("0013", "Ana Ruiz", "2025-06-13", "2025-09-30", "Ventas", "", "left"),
        ],
    ),
    "a Japanese list": (
        "社員番号,氏名,所属部署,入社日,退職日,在籍区分\n"
        "0012,田中 健二,営業部,2025/04/01,,在籍\n"
        "0013,李 娜,営業部,2025年9月22日,2025年12月1日,退職\n"
        "0014,山田 花,営業部,2025/04/01,,休職中\n",
        [
            ("0012", "田中 健二", "2025-04-01", "", "営業部", "", "active"),
            ("0013", "李 娜", "2025-09-22", "2025-12-01", "営業部", "", "left"),
            ("0014", "山田 花", "2025-04-01", "", "営業部", "", "leave"),
        ],
    ),
    "columns named as in a database": (
        "Employee_Name,EmpID,DateofHire,DateofTermination,EmploymentStatus,Department,ManagerName\n"
        '"Adin, Wil  K",10026,7/5/2011,,Active,Production       ,Mike A\n'
        '"Sidi, Kar   ",10084,3/30/2015,6/16/2016,Voluntarily Terminated,IT/IS,Simon R\n',
        [
            ("10026", "Wil K Adin", "2011-07-05", "", "Production", "Mike A", "active"),
            ("10084", "Kar Sidi", "2015-03-30", "2016-06-16", "IT/IS", "Simon R", "left"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_a_system_exports_is_what_is_read(system: str) -> None:
    text, expected = SYSTEMS[system]
    _, reading = read("people.csv", text)
    assert [shown(person) for person in people_of(reading)] == expected
    assert not {"unknown-status", "unreadable-date"} & codes(reading)


@pytest.mark.parametrize(
    ("system", "source"),
    [
        ("Oracle HCM", "Oracle HCM assignments"),
        ("SuccessFactors, ids only", "SAP SuccessFactors user directory"),
        ("SuccessFactors, labels in Turkish", "SAP SuccessFactors user directory"),
        ("Rippling", "List of people"),
    ],
)
def test_systems_with_ways_of_their_own_are_named(system: str, source: str) -> None:
    name, _ = read("people.csv", SYSTEMS[system][0])
    assert name == source


def test_one_address_and_name_with_two_ids_is_one_person() -> None:
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Email,Hire Date,Status\n0001,Ada,ada@x.com,2021-01-04,Terminated\n"
        "0002,Ada,ada@x.com,2025-02-03,Active\n0003,Bo,ada@x.com,2025-02-03,Active\n",
    )
    assert [p.person.employee_id for p in people_of(reading)] == ["0002", "0003"]
    assert lines_with(reading, "several-rows") == [2]


def test_an_id_that_excel_rounded_is_no_id() -> None:
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Hire Date\n1.2E+05,Ada,2025-09-01\n'001202,Bo,2025-09-02\n"
        '="001203",Cy,2025-09-03\n001204,Di,2025-09-03\n',
    )
    ids = [p.person.employee_id for p in people_of(reading)]
    assert ids == ["", "001202", "001203", "001204"]
    assert lines_with(reading, "damaged-id") == [2]


def test_who_leaves_in_the_future_has_not_left() -> None:
    _, reading = read(
        "people.csv",
        "Report as of 2025-06-30\n\nName,Hire Date,Contract End Date,Department\n"
        "Ada,2025-01-13,2025-12-31,Sales\nBo,2025-01-13,2025-05-31,Sales\n",
    )
    assert [(p.left_date, p.status) for p in people_of(reading)] == [
        (date(2025, 12, 31), "active"), (date(2025, 5, 31), "left"),
    ]  # fmt: skip


def test_headings_and_counts_between_the_rows_are_nobody() -> None:
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Department,Title,Hire Date,Manager\nCustomer Support,,,,,\n"
        "0001,Ada,Support,Agent,2025-01-13,Mara\n0002,Bo,Support,Agent,2025-01-14,Mara\n"
        "Headcount: 2,,,,,\n",
    )
    assert [p.line for p in people_of(reading)] == [3, 4]
    assert lines_with(reading, "heading-row") == [2, 5]


def test_managers_by_id_or_address_get_their_names() -> None:
    _, reading = read(
        "people.csv",
        "Employee ID,Name,Email,Hire Date,Manager Email\n0001,Mara,mara@x.com,2017-03-01,\n"
        "0002,Ada,ada@x.com,2025-09-01,MARA@x.com\n0003,Bo,bo@x.com,2025-09-01,other@x.com\n",
    )
    assert [p.manager for p in people_of(reading)] == ["", "Mara", "other@x.com"]


def test_an_initial_in_brackets_is_no_status() -> None:
    _, reading = read(
        "people.csv",
        "Worker,Hire Date,Department\nAda Nova (T),2025-09-01,Sales\n"
        "Bo Li (On Leave),2025-09-01,Sales\nCy Do (Terminated),2025-09-01,Sales\n",
    )
    assert [p.status for p in people_of(reading)] == ["active", "leave", "left"]


def test_a_workday_workbook_with_titles_merged_headers_and_a_formula_below() -> None:
    rows = [
        ["All Workers", "", "", "", "", ""],
        ["Effective Date", datetime(2025, 12, 15), "", "", "", ""],
        ["", "", "", "", "", ""],
        ["Worker", "", "", "Employment", "", ""],
        ["Employee ID", "Worker", "Supervisory Organization", "Hire Date", "Worker Type",
         "Active Status"],
        ["001201", "Ada Nova", "Support (Tomás Ferreira)", datetime(2025, 9, 1), "Employee", "Yes"],
        ["001108", "Bo Li (Terminated)", "Sales (Mara)", datetime(2025, 3, 17), "Employee", "No"],
        ["001111", "Cy Do (On Leave)", "Tech (Mara)", 45782, "Employee", "Yes"],
        [3, "", "", "", "", ""],
    ]  # fmt: skip
    data = workbook_of(rows, merged=("A1:F1", "A4:C4", "D4:F4"))
    name, reading = read("Workers.xlsx", data)
    assert name == "Workday worker report"
    assert [shown(p) for p in people_of(reading)] == [
        ("001201", "Ada Nova", "2025-09-01", "", "Support", "Tomás Ferreira", "active"),
        ("001108", "Bo Li", "2025-03-17", "", "Sales", "Mara", "left"),
        ("001111", "Cy Do", "2025-05-05", "", "Tech", "Mara", "leave"),
    ]
    assert reading.rows.read == 3
    assert reading.data_until == date(2025, 12, 15)


def test_a_mapped_directory_keeps_its_label_row_out() -> None:
    text, _ = SYSTEMS["SuccessFactors, labels in Turkish"]
    answers = Answers(kind="people", mapping={"name": "USERNAME", "hire_date": "HIREDATE"})
    _, reading = read("people.csv", text, answers)
    assert reading.rows.read == 3
